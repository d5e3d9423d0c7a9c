/** Notes what happened when, in a file that the benchmark reads. */
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");

exports.note = (what, more = {}) => {
  const at = performance.timeOrigin + performance.now();
  appendFileSync(
    join(process.env.TILLER_RUN, "notes.jsonl"),
    `${JSON.stringify({ what, at, ...more })}\n`,
  );
};
