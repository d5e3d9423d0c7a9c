/**
 * Loads a model, makes a context, and prints what llama.cpp logs about it: `allocate.ts FILE
 * CONTEXT`. A separate process, because everything open in one process shares llama.cpp's single
 * logger.
 */
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [modelPath = "", contextSize] = process.argv.slice(2);
const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.debug,
  logger: (_level, message) => process.stdout.write(`${message}\n`),
});
const model = await llama.loadModel({ modelPath });
await model.createContext({ contextSize: Number(contextSize), sequences: 1 });
// Also waits for lines still on their way.
await llama.dispose();
