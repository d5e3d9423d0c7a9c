/**
 * Loaded inside the extension host in place of a suite's runner: connects what the suite prints, and
 * the proof that it ran to its end, to the stand-in (channel.ts), then runs it.
 */
const { createConnection } = require("node:net");
const { Writable } = require("node:stream");
const { format } = require("node:util");

const { TILLER_SUITE_SOCKET, TILLER_SUITE_RUNNER } = process.env;

exports.run = async () => {
  const channel = createConnection(TILLER_SUITE_SOCKET);
  const send = (message) =>
    new Promise((resolve) => channel.write(`${JSON.stringify(message)}\n`, resolve));
  redirectOutput((output) => send({ output }));
  try {
    await require(TILLER_SUITE_RUNNER).run();
  } catch (error) {
    await send({ finished: { error: String(error) } });
    throw error;
  }
  await send({ finished: {} });
};

/** By definition, not by assignment: the host wraps these in accessors whose setters do nothing. */
function redirectOutput(write) {
  const define = (object, name, value) =>
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  for (const method of ["log", "info", "warn", "error", "debug"]) {
    define(console, method, (...values) => write(`${format(...values)}\n`));
  }
  for (const name of ["stdout", "stderr"]) {
    const stream = new Writable({
      write(chunk, _encoding, done) {
        write(chunk.toString()).then(() => done());
      },
    });
    define(process, name, stream);
  }
}
