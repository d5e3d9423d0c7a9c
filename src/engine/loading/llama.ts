/** llama.cpp in this process. */
import { availableParallelism } from "node:os";
import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";

/** The best graphics card that works, or the processor alone. */
export type Backend = "auto" | "processor";

/**
 * One instance of each for as long as the process lives: starting one takes a second, because it is
 * first tried in a process of its own, and disposing it gives next to nothing back.
 */
const started = new Map<Backend, Promise<Llama>>();

/** Lines that llama.cpp wrote of what went wrong, where somebody listens. */
let heard: string[] | undefined;

export function startLlama(backend: Backend): Promise<Llama> {
  const known = started.get(backend);
  if (known) return known;
  const llama = getLlama({
    gpu: backend === "auto" ? "auto" : false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    logger: (_level, line) => heard?.push(line.trim()),
  }).then(withThreadsForCores);
  started.set(backend, llama);
  llama.catch(() => started.delete(backend));
  return llama;
}

/**
 * As many threads as there are cores for computing. Without a graphics card node-llama-cpp would take
 * four at least, and threads that share a core wait for each other hundreds of times per token.
 */
function withThreadsForCores(llama: Llama): Llama {
  llama.maxThreads = Math.max(1, Math.min(llama.cpuMathCores, availableParallelism()));
  return llama;
}

/** Devices that compute in software: there for tests, and slower than the processor itself. */
const SOFTWARE_DEVICE = /llvmpipe|lavapipe|softpipe|swiftshader|basic render/i;

/** Names of the graphics cards that llama.cpp can use. */
export async function graphicsCards(llama: Llama): Promise<string[]> {
  if (llama.gpu === false) return [];
  const names = await llama.getGpuDeviceNames();
  return names.filter((name) => !SOFTWARE_DEVICE.test(name));
}

/** What failed, and all that llama.cpp said of it: the error itself seldom tells the reason. */
export class NativeFailure extends Error {
  override readonly name = "NativeFailure";
  constructor(
    cause: unknown,
    readonly lines: readonly string[],
  ) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super([message, ...lines].join("\n"), { cause });
  }
}

/** @throws NativeFailure for whatever `work` throws; one such work at a time. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  const lines: string[] = [];
  heard = lines;
  try {
    return await work();
  } catch (error) {
    // What a native thread logs arrives by the event loop, maybe after the failure itself.
    await new Promise((resolve) => setImmediate(resolve));
    throw new NativeFailure(error, lines);
  } finally {
    heard = undefined;
  }
}
