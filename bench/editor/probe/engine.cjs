/** An engine that writes the same word over and over, at a steady pace, until it is told to stop. */
const { note } = require("./note.cjs");

const PER_SECOND = 100;
const WORDS = 600;
const WORD = " harbour";

/** By request: what ends its text. */
const running = new Map();

process.on("message", ({ type, id, request }) => {
  if (type === "cancel") running.get(id)?.();
  else if (request.kind === "generate") write(id);
  else fail(id);
});
process.on("disconnect", () => process.exit(0));
process.send({ type: "ready" });

function write(id) {
  const start = performance.now();
  let words = 0;
  let timer;
  const end = (type) => {
    clearTimeout(timer);
    running.delete(id);
    note("ended");
    process.send({ type, id, result: result(WORD.repeat(words), words) });
  };
  const next = () => {
    words += 1;
    note("text", { letters: words * WORD.trim().length });
    process.send({ type: "text", id, index: 0, text: WORD });
    if (words === WORDS) return end("done");
    // From the start, so that the pace stays what it is however late a timer fires.
    timer = setTimeout(next, start + (words * 1000) / PER_SECOND - performance.now());
  };
  running.set(id, () => end("cancelled"));
  next();
}

function result(text, tokens) {
  const receipt = { lines: [], held: 0, failed: 0 };
  const written = {
    strength: 1,
    text,
    tokens,
    stop: "stopped",
    receipt,
    steering: [],
    guarantees: [],
  };
  const model = { path: "", name: "bench", layers: 1, width: 1, contextSize: 1, device: "CPU" };
  return { model, texts: [written], notes: [], promptTokens: 1 };
}

function fail(id) {
  const failure = { code: "internal", message: "This engine only writes." };
  process.send({ type: "failed", id, failure });
}
