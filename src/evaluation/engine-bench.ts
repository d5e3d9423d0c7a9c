/** The bench that writes with a real engine, remembering every text in a log. */
import { parseSelection } from "../constraints/selection.js";
import { writeReceipt } from "../constraints/write-receipt.js";
import {
  type EngineClient,
  type RequestHandlers,
  requestThroughDeaths,
} from "../engine/api/client.js";
import type {
  GeometryRequest,
  GeometryResult,
  Progress,
  Request,
  ResultOf,
  TextCase,
  TextsRequest,
  TextsResult,
  WrittenCase,
} from "../engine/api/protocol.js";
import { shortDigest } from "../models/digest.js";
import type { Bench } from "./bench.js";
import type { TextLog } from "./text-log.js";

/** Cases per request: how many prompts and plans the engine prepares at once. */
const CHUNK = 96;
/** An engine that dies this often on one request will die again. */
const ATTEMPTS = 2;

export interface BenchOptions {
  client: EngineClient;
  log: TextLog;
  /** Longest text, in tokens. */
  maxTokens: number;
  /** Texts written by other versions of the program are not reused from the log. */
  version: string;
  report: (progress: Progress) => void;
  signal: AbortSignal;
}

type Description = Omit<TextsResult, "texts">;

export class EngineBench implements Bench {
  private constructor(
    private readonly path: string,
    readonly description: Description,
    private readonly options: BenchOptions,
  ) {}

  /** @throws EngineError when the model cannot be loaded or steered */
  static async open(path: string, options: BenchOptions): Promise<EngineBench> {
    const empty: TextsRequest = { kind: "texts", model: path, cases: [], maxTokens: 1 };
    return new EngineBench(path, await request(() => empty, options), options);
  }

  get layers(): number {
    return this.description.model.layers;
  }

  async write(cases: readonly TextCase[]): Promise<WrittenCase[]> {
    const { log } = this.options;
    const written = cases.map(withoutIdleConstraints);
    const keys = written.map((asked) => this.keyOf(asked));
    const missing = new Map<string, TextCase>();
    for (const [i, key] of keys.entries()) {
      const asked = written[i];
      if (asked && !log.find(key)) missing.set(key, asked);
    }
    await this.writeIntoLog(missing);
    return cases.map(({ selection }, i) => {
      const found = log.find(keys[i] ?? "") as WrittenCase;
      return { ...found, receipt: writeReceipt(found.text, parseSelection(selection)) };
    });
  }

  geometry(asked: Omit<GeometryRequest, "kind" | "model">): Promise<GeometryResult> {
    return request(() => ({ kind: "geometry", model: this.path, ...asked }), this.options);
  }

  /**
   * Texts are kept one by one as they are finished: an interruption loses only those being written.
   */
  private async writeIntoLog(missing: ReadonlyMap<string, TextCase>): Promise<void> {
    const { log, maxTokens, report, signal } = this.options;
    const entries = [...missing];
    const message = `Writing ${entries.length} texts with ${this.description.model.name}`;
    // Stop writing when the log accepts nothing more.
    const stop = new AbortController();
    for (let from = 0; from < entries.length; from += CHUNK) {
      const chunk = entries.slice(from, from + CHUNK);
      let left = chunk;
      await request(
        () => {
          left = chunk.filter(([key]) => !log.find(key));
          const asked = left.map(([, one]) => one);
          return { kind: "texts", model: this.path, cases: asked, maxTokens };
        },
        {
          ...this.options,
          signal: AbortSignal.any([signal, stop.signal]),
          report: ({ fraction = 0 }) => {
            const finished = from + chunk.length - left.length;
            report({ message, fraction: (finished + fraction * left.length) / entries.length });
          },
        },
        (written, index) => {
          const [key] = left[index] ?? [];
          if (key === undefined) return;
          try {
            log.add(key, written);
          } catch (error) {
            stop.abort(error);
          }
        },
      );
    }
  }

  /** The same key for cases that give the same text. */
  private keyOf(asked: TextCase): string {
    const { maxTokens, version } = this.options;
    return shortDigest(
      JSON.stringify([this.description.fingerprint, version, maxTokens, asked]),
      32,
    );
  }
}

/**
 * Constraints that are neither told nor steered nor guaranteed all get the same text: it is written
 * once and judged by each.
 */
function withoutIdleConstraints(asked: TextCase): TextCase {
  const { selection, strength } = asked;
  const acts =
    strength > 0 || selection.tell || selection.constraints.some(({ guarantee }) => guarantee);
  return acts ? asked : { ...asked, selection: { constraints: [], tell: false } };
}

/** Makes one request, and repeats it if the engine died of it. */
async function request<R extends Request>(
  asked: () => R,
  { client, report, signal }: BenchOptions,
  onWritten: RequestHandlers["onWritten"] = () => {},
): Promise<ResultOf<R["kind"]>> {
  const outcome = await requestThroughDeaths(
    client,
    asked,
    { signal, onProgress: report, onWritten },
    ATTEMPTS,
  );
  signal.throwIfAborted();
  return outcome.result as ResultOf<R["kind"]>;
}
