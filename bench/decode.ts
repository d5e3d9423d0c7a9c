/**
 * How fast tokens are decoded while the residual stream is steered, relative to a context without
 * the evaluation callback: `npm run bench:decode [-- --model FILE] [--rounds N] [--threads N]
 * [--json]`.
 *
 * Without `--model`: on the bundled model, and on one with about 250 million random weights, which is
 * removed afterwards. All configurations take turns, a token each, so that whatever else the machine
 * does hits them alike; a ratio is the median over rounds of the ratios within a round.
 */
import { existsSync, statSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { getLlama, LlamaLogLevel, type LlamaModel, type Token } from "node-llama-cpp";
import { createSteeredContext, type RowOperation } from "../src/engine/steered-context.js";
import { bundledModel } from "../test/support/engine.js";
import { temporaryFolder, writeRandomModel } from "../test/support/random-model.js";
import { median } from "./median.js";

interface Configuration {
  name: string;
  steeredLayers: number;
  /** Decodes one more token. */
  step: () => Promise<void>;
}

interface Measurement {
  name: string;
  steeredLayers: number;
  millisecondsPerToken: number;
  /** Speed relative to the first configuration: 1 is as fast, 0.5 half as fast. */
  ratio: number;
  /** The same of processor time, which other programs disturb less. */
  processorRatio: number;
}

interface Report {
  model: string;
  megabytes: number;
  layers: number;
  embeddingSize: number;
  threads: number;
  device: string;
  measurements: Measurement[];
}

const promptTokens = 32;
/** As the engine does: threads of a model this small wait for each other more than they compute. */
const singleThreadBytes = 64 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    rounds: { type: "string" },
    threads: { type: "string" },
    json: { type: "boolean" },
  },
});
const rounds = Number(values.rounds ?? 200);

const machine = {
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  loadAverage: loadavg()[0],
};
const reports: Report[] = [];
if (values.model !== undefined) {
  reports.push(await measureModel(values.model));
} else {
  if (existsSync(bundledModel)) reports.push(await measureModel(bundledModel));
  reports.push(await measureRandomModel());
}
if (values.json) console.log(JSON.stringify({ machine, rounds, reports }, null, 2));
else print();

async function measureRandomModel(): Promise<Report> {
  const folder = temporaryFolder();
  try {
    const path = join(folder.path, "random-250m-q8_0.gguf");
    writeRandomModel(path, {
      layers: 16,
      embeddingSize: 1024,
      heads: 16,
      keyValueHeads: 8,
      feedForwardSize: 2816,
      vocabularySize: 32000,
      type: "Q8_0",
    });
    return await measureModel(path);
  } finally {
    folder.remove();
  }
}

async function measureModel(path: string): Promise<Report> {
  const { size } = statSync(path);
  const llama = await getLlama({
    gpu: "auto",
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    maxThreads: threadsFor(size),
  });
  try {
    const model = await llama.loadModel({ modelPath: path });
    const { configurations, layers, embeddingSize, device } = await configure(model);
    return {
      model: basename(path),
      megabytes: Math.round(size / 1e6),
      layers,
      embeddingSize,
      threads: llama.maxThreads,
      device: device(),
      measurements: await measure(configurations),
    };
  } finally {
    await llama.dispose();
  }
}

function threadsFor(modelBytes: number): number {
  if (values.threads !== undefined) return Number(values.threads);
  return modelBytes < singleThreadBytes ? 1 : availableParallelism();
}

/** One context per configuration, with the same prompt read. */
async function configure(model: LlamaModel) {
  const options = { contextSize: promptTokens + rounds + 8, batchSize: 64 };
  const prompt = Array.from({ length: promptTokens }, (_, i) => (65 + (i % 26)) as Token);
  const startDecoding = async (context: Awaited<ReturnType<LlamaModel["createContext"]>>) => {
    const sequence = context.getSequence();
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
    const tokens = sequence.evaluate(prompt.slice(-1), { temperature: 0, yieldEogToken: true });
    const step = async () => {
      await tokens.next();
    };
    return { sequence, step };
  };

  const plain = await startDecoding(await model.createContext(options));
  const configurations: Configuration[] = [
    { name: "without the callback", steeredLayers: 0, step: plain.step },
  ];
  const probe = await createSteeredContext(model, options);
  if (probe.unavailable !== undefined) throw new Error(probe.unavailable);
  const { layerCount: layers, embeddingSize } = probe;
  await probe.dispose();

  let device = () => "CPU";
  for (const count of [...new Set([0, 1, Math.min(3, layers), layers])]) {
    const steered = await createSteeredContext(model, options);
    await steered.setVariants([targets(spread(count, layers), embeddingSize)]);
    const { sequence, step } = await startDecoding(steered.context);
    await steered.assign(sequence, 1);
    configurations.push({ name: nameOf(count), steeredLayers: count, step });
    device = () => steered.deviceName() ?? "CPU";
  }
  return { configurations, layers, embeddingSize, device };
}

/** `count` layers, evenly over the model. */
function spread(count: number, layers: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * layers) / count));
}

function targets(layers: readonly number[], embeddingSize: number): RowOperation[] {
  const direction = new Float32Array(embeddingSize).fill(1 / Math.sqrt(embeddingSize));
  return layers.map((layer) => ({ layer, direction, value: 0.5, gain: 1, oneSided: false }));
}

function nameOf(layers: number): string {
  if (layers === 0) return "callback, nothing steered";
  return layers === 1 ? "1 layer steered" : `${layers} layers steered`;
}

async function measure(configurations: readonly Configuration[]): Promise<Measurement[]> {
  const wall = configurations.map((): number[] => []);
  const processor = configurations.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const turn of configurations.keys()) {
      const index = (turn + Math.max(0, round)) % configurations.length;
      const cpuBefore = process.cpuUsage();
      const before = performance.now();
      await configurations[index]?.step();
      if (round < 0) continue; // the first is to warm up
      wall[index]?.push(performance.now() - before);
      const used = process.cpuUsage(cpuBefore);
      processor[index]?.push((used.user + used.system) / 1000);
    }
  }
  const ratio = (times: number[][], index: number) =>
    median((times[0] ?? []).map((base, round) => base / (times[index]?.[round] ?? Number.NaN)));
  return configurations.map(({ name, steeredLayers }, index) => ({
    name,
    steeredLayers,
    millisecondsPerToken: median(wall[index] ?? []),
    ratio: ratio(wall, index),
    processorRatio: ratio(processor, index),
  }));
}

function print(): void {
  const load = machine.loadAverage?.toFixed(1);
  console.log(`${machine.processor}, ${machine.cores} cores, load average ${load}`);
  for (const { measurements, ...about } of reports) {
    console.log(
      `\n${about.model}, ${about.megabytes} MB, ${about.layers} layers of ${about.embeddingSize}, ` +
        `on the ${about.device} with ${about.threads} threads: ${rounds} rounds`,
    );
    console.log(`${"".padEnd(28)}ms/token  speed ratio  by processor time`);
    for (const { name, millisecondsPerToken, ratio, processorRatio } of measurements) {
      const columns = [millisecondsPerToken.toFixed(2).padStart(8), ratio.toFixed(3).padStart(13)];
      console.log(`${name.padEnd(28)}${columns.join("")}${processorRatio.toFixed(3).padStart(19)}`);
    }
  }
}
