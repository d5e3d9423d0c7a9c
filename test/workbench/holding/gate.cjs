/**
 * Loaded into the engine's process before its program. While the file `hold` says how many pieces of
 * text may be written, the engine stands still after so many: in the middle of a text, and however
 * fast or slow the machine is, with all that it has said on its way.
 */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const LOOK_EVERY_MS = 10;

const hold = join(process.env.TILLER_RUN, "hold");
const { send } = process;
let pieces = 0;

process.send = (message, ...rest) => {
  const sent = send.call(process, message, ...rest);
  if (message.type === "text") {
    pieces += 1;
    while (pieces >= allowed()) wait();
  }
  return sent;
};

function allowed() {
  try {
    return Number(readFileSync(hold, "utf8"));
  } catch {
    pieces = 0;
    return Number.POSITIVE_INFINITY;
  }
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
}
