import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError, type RequestHandlers } from "../../../src/engine/api/client.js";
import type { Request } from "../../../src/engine/api/protocol.js";
import { checkCache } from "../../support/cache-check.js";
import {
  killEngine,
  onlyText,
  request,
  startEngine,
  type TestEngine,
} from "../../support/engine.js";
import { SeededRandom } from "../../support/seeded-random.js";
import { tillerTiny, tillerTinyBase, tillerTinyPlain } from "../../support/tiny.js";
import { until } from "../../support/until.js";
import { avoiding } from "../../support/words.js";
import { processesUsing } from "../../workbench/processes.js";

/** Another one is tried with TILLER_SEED; a failure says which one it was. */
const SEED = Number(process.env.TILLER_SEED ?? 9);
/**
 * How often it is killed in each of two windows that write at the same time. Loading is met most often, as
 * it costs the least time.
 */
const KILLS = { loading: 29, extraction: 7, calibration: 7, streaming: 7 } as const;
const WINDOWS = 2;
type Work = keyof typeof KILLS;

/** The engine is killed so long after so many events; from the start, if there are none. */
interface Moment {
  event: "none" | "progress" | "text";
  count: number;
  milliseconds: number;
}

interface Round {
  /** What the engine is doing. */
  work: Work;
  moment: Moment;
}

/** The same text every time; so hot a text seldom finds an end. */
const long = request({
  prompt: { mode: "raw", text: "The fox lives in the forest." },
  sampling: { temperature: 1.5, seed: 7, maxTokens: 300 },
});

describe("an engine that is killed at any moment", function () {
  // A hundred starts of an engine, each of a second and a half of processor time.
  this.timeout(3_600_000);

  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "tiller-killed-"));
    // All processes that come of a client know it.
    process.env.TILLER_RUN = cache;
  });
  afterEach(async () => {
    delete process.env.TILLER_RUN;
    await rm(cache, { recursive: true, force: true });
  });

  it(`fails in a sentence, spoils nothing, and works again: 100 times`, async () => {
    const whole = await wholeText();
    const windows = Array.from({ length: WINDOWS }, (_, i) => new Window(cache, i, whole));
    await Promise.all(windows.map((window) => window.run()));
    await until(() => processesUsing(cache).length === 0);
  });

  async function wholeText(): Promise<string> {
    const engine = await startEngine({ cache });
    try {
      return onlyText(await engine.client.request(long));
    } finally {
      await engine.dispose();
    }
  }
});

/** One editor window with an engine that keeps being killed. */
class Window {
  /** One of each kill that is still to come; a round that ends before its kill is tried again. */
  private readonly left = Object.entries(KILLS).flatMap(([work, count]) =>
    Array.from({ length: count }, () => work as Work),
  );
  private readonly random: SeededRandom;
  /** Index of the model that was loaded last. */
  private model = 0;

  /** @param whole the text of `long` */
  constructor(
    private readonly cache: string,
    private readonly number: number,
    private readonly whole: string,
  ) {
    this.random = new SeededRandom(SEED + number);
  }

  async run(): Promise<void> {
    const engine = await startEngine({ cache: this.cache });
    engine.client.loading = () => ({ gpuLayers: 0 });
    let round: Round | undefined;
    try {
      while (this.left.length > 0) {
        round = this.nextRound();
        // An engine that has just been killed is met while it loads.
        if (round.work !== "loading") await this.works(engine);
        await this.kill(engine, round);
        await checkCache(this.cache);
      }
      await this.works(engine);
    } catch (error) {
      const where = `${JSON.stringify(round)}, ${this.left.length} kills left of window ${this.number}`;
      throw new Error(`TILLER_SEED=${SEED}: ${where}: ${error}`, { cause: error });
    } finally {
      await engine.dispose();
    }
  }

  private async works({ client }: TestEngine): Promise<void> {
    const sampling = { temperature: 0, seed: 0, maxTokens: 4 };
    const text = onlyText(await client.request(request({ sampling })));
    assert.ok(text.length > 0);
  }

  private nextRound(): Round {
    const { random } = this;
    const work = random.of(this.left);
    switch (work) {
      case "loading":
        return { work, moment: { ...random.of(loadingEvents), milliseconds: random.below(400) } };
      case "extraction":
        return {
          work,
          moment: { event: "progress", count: random.below(5), milliseconds: random.below(12) },
        };
      case "calibration":
        return {
          work,
          moment: { event: "progress", count: random.below(6), milliseconds: random.below(40) },
        };
      case "streaming":
        return {
          work,
          moment: { event: "text", count: 1 + random.below(60), milliseconds: random.below(4) },
        };
    }
  }

  private async kill({ client }: TestEngine, round: Round): Promise<void> {
    let text = "";
    const atTheMoment = killer(round.moment, () => killEngine(client));
    const handlers: RequestHandlers = {
      onProgress: () => atTheMoment("progress"),
      onText: (piece) => {
        text += piece;
        atTheMoment("text");
      },
    };
    const outcome = client.request(this.requestOf(round), handlers);
    atTheMoment("none");
    try {
      const { status } = await outcome;
      // It was faster than the killer, whom it need not fear any more.
      assert.equal(status, "done");
    } catch (error) {
      assert.ok(error instanceof EngineError, String(error));
      assert.equal(error.code, "engine-died");
      assert.match(error.message, /^The engine ended unexpectedly [^\n]+\.$/);
      this.left.splice(this.left.indexOf(round.work), 1);
    } finally {
      atTheMoment.cancel();
    }
    if (round.work === "streaming") assert.ok(this.whole.startsWith(text), text);
  }

  private requestOf({ work }: Round): Request {
    switch (work) {
      case "loading":
        // Nothing is finished between two deaths while loading, and a third one of the same model
        // would be the last.
        this.model = (this.model + 1) % models.length;
        return { kind: "load", model: models[this.model] as string };
      case "streaming":
        return long;
      case "extraction":
        return avoiding(`w${this.number}x${this.random.below(1e9)}`);
      case "calibration":
        return {
          kind: "calibrate",
          model: tillerTiny,
          constraints: [
            {
              id: "length_constraints:number_sentences",
              args: { num_sentences: 1 + this.random.below(9), relation: "exactly" },
              dial: 1,
              guarantee: false,
            },
          ],
          modes: ["alone"],
        };
    }
  }
}

const models = [tillerTiny, tillerTinyBase, tillerTinyPlain];

const loadingEvents: Pick<Moment, "event" | "count">[] = [
  { event: "none", count: 0 },
  { event: "none", count: 0 },
  { event: "progress", count: 1 },
  { event: "progress", count: 2 },
];

/** Told of every event, it kills at its moment, once; it can be called off. */
function killer({ event, count, milliseconds }: Moment, kill: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let seen = 0;
  const happened = (what: Moment["event"]) => {
    if (what === event) seen += 1;
    if (what !== event || timer !== undefined || seen < count) return;
    timer = setTimeout(kill, milliseconds);
  };
  return Object.assign(happened, { cancel: () => clearTimeout(timer) });
}
