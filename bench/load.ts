/**
 * The cost of the bundled model on the processor - loading, speed on one core, and memory: `npm run
 * bench:load [-- --model FILE] [--json]`. Loading covers the model and a context of its full
 * length, and is the median of several; memory is that of this whole process, including Node.js.
 */
import { parseArgs } from "node:util";
import { getLlama, type Llama, LlamaLogLevel, type Token } from "node-llama-cpp";
import { bundledModelPath } from "../src/models/bundled-model.js";
import { packageRoot } from "../test/support/engine.js";

const LOADS = 7;
const TOKENS = 512;

const { values } = parseArgs({
  options: { model: { type: "string" }, json: { type: "boolean" } },
});
const modelPath = values.model ?? bundledModelPath(packageRoot);

const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.error,
});
const loads: number[] = [];
for (let i = 0; i < LOADS; i++) loads.push((await load(llama)).milliseconds);
const report = {
  model: modelPath,
  loadMs: loads.sort((a, b) => a - b)[Math.floor(LOADS / 2)] as number,
  tokensPerSecond: await speed(llama),
  memoryMB: process.memoryUsage().rss / 1e6,
};
await llama.dispose();
if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  console.log(`${report.model}
loading    ${report.loadMs.toFixed(0)} ms, median of ${LOADS}
decoding   ${report.tokensPerSecond.toFixed(0)} tokens/s, one thread, ${TOKENS} tokens
memory     ${report.memoryMB.toFixed(0)} MB, this process`);
}

async function load(llama: Llama) {
  const start = performance.now();
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ threads: 1 });
  const milliseconds = performance.now() - start;
  await context.dispose();
  await model.dispose();
  return { milliseconds };
}

async function speed(llama: Llama): Promise<number> {
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ threads: 1 });
  const sequence = context.getSequence();
  const prompt = model.tokenize("The sea was calm.", false);
  const tokens = sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true });
  let last: Token | undefined;
  let start = 0;
  let count = -1;
  for await (const token of tokens) {
    if (++count === 0) start = performance.now();
    last = token;
    if (count === TOKENS) break;
  }
  if (last === undefined) throw new Error("The model wrote nothing.");
  const seconds = (performance.now() - start) / 1000;
  await context.dispose();
  await model.dispose();
  return count / seconds;
}
