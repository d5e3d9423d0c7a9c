/** A real engine process with its own cache; both are removed after a test or a benchmark. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineClient, type Outcome } from "../../src/engine/api/client.js";
import type { GenerateRequest, GenerateResult } from "../../src/engine/api/protocol.js";
import { isAlive } from "./is-alive.js";
import { tillerTiny, tinyPackage } from "./tiny.js";

export const packageRoot = join(import.meta.dirname, "..", "..");

export interface TestEngine {
  client: EngineClient;
  cacheDirectory: string;
  dispose(): Promise<void>;
}

/**
 * @param packageFolder whose vectors come with the engine; by default those of the model for tests
 * @param translations file with the sentences for people in another language
 * @param cache shared by several engines and not removed; without it, the engine has its own
 * @param stopsWithinMs as for an EngineClient
 */
export async function startEngine({
  packageFolder = tinyPackage,
  idleUnloadMs = 600_000,
  translations,
  cache,
  stopsWithinMs,
}: {
  packageFolder?: string;
  idleUnloadMs?: number;
  translations?: string;
  cache?: string;
  stopsWithinMs?: number;
} = {}): Promise<TestEngine> {
  const cacheDirectory = cache ?? (await mkdtemp(join(tmpdir(), "tiller-engine-")));
  const options = {
    packageRoot: packageFolder,
    cacheDirectory,
    idleUnloadMs,
    ...(translations !== undefined && { translations }),
  };
  const client = new EngineClient(join(packageRoot, "dist", "engine.mjs"), options, stopsWithinMs);
  return {
    client,
    cacheDirectory,
    async dispose() {
      client.dispose();
      if (cache === undefined) await rm(cacheDirectory, { recursive: true, force: true });
    },
  };
}

/**
 * Ends the engine's process at once if it is running; earlier messages may still arrive and call
 * this again.
 */
export function killEngine({ processId }: EngineClient): void {
  if (processId !== undefined && isAlive(processId)) process.kill(processId, "SIGKILL");
}

/** A greedy, unsteered request to the model for tests, which tests can modify. */
export function request(change: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    kind: "generate",
    model: tillerTiny,
    prompt: { mode: "write", instruction: "Describe a fox." },
    selection: { constraints: [], tell: false },
    strengths: [1],
    controlVectors: [],
    sampling: { temperature: 0, seed: 0, maxTokens: 128 },
    ...change,
  };
}

export function selection(...ids: string[]): GenerateRequest["selection"] {
  return {
    constraints: ids.map((id) => ({ id, args: {}, dial: 1, guarantee: false })),
    tell: false,
  };
}

/** The result of a request that is expected to succeed. */
export function done(outcome: Outcome<"generate">): GenerateResult {
  if (outcome.status !== "done") throw new Error(`The request was ${outcome.status}.`);
  return outcome.result;
}

/** The only text of a result. */
export function onlyText(outcome: Outcome<"generate">): string {
  return done(outcome).texts[0]?.text ?? "";
}
