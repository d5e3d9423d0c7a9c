import assert from "node:assert/strict";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { findConstraint } from "../../src/constraints/catalogue.js";
import { parseSelection } from "../../src/constraints/selection.js";
import type { Prompt } from "../../src/engine/api/protocol.js";
import { greedySampling, usedSampling } from "../../src/engine/api/sampling.js";
import { type DecodedText, type DecodeTask, decode } from "../../src/engine/decoding/decode.js";
import { Ban } from "../../src/engine/guarantees/ban.js";
import { guaranteesFor } from "../../src/engine/guarantees/for-selection.js";
import { Grammar } from "../../src/engine/guarantees/grammar.js";
import {
  createSteeredContext,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import { LoadedModel } from "../../src/engine/loading/loaded-model.js";
import { preparePrompt } from "../../src/engine/prompting/prompts.js";
import { PROMPT_START, type SteeringPlan, UNSTEERED_PLAN } from "../../src/steering/plan.js";
import {
  type OpenModel,
  openRandomModel,
  openSequences,
  tokensOf,
  unitVector,
} from "../support/steered-model.js";
import { tillerTiny } from "../support/tiny.js";

const never = new AbortController().signal;

/** Adds something else in each phase, so that a token in the wrong one is seen. */
function steeringPlan(width: number, seed: number): SteeringPlan {
  const operations = (layer: number, value: number) => [
    { layer, direction: unitVector(width, seed + layer), value, gain: 0, oneSided: false },
  ];
  return {
    phases: [
      { from: PROMPT_START, operations: operations(1, 2) },
      { from: 0, operations: operations(2, -2) },
      { from: 1, operations: operations(3, 2) },
      { from: 12, operations: operations(3, -2) },
      { from: 24, operations: [] },
    ],
  };
}

/** The first letters between other characters, from an offset on: nonsense has words, too. */
function wordFrom(text: string, offset: number): string {
  const pattern = /(?<![a-z0-9_])[a-z]+(?=[^a-z0-9_])/gi;
  pattern.lastIndex = offset;
  const word = pattern.exec(text)?.[0];
  assert.ok(word);
  return word;
}

/** What a text begins with, up to the first edge of a word behind its second character. */
function beginning(text: string): string {
  const [found] = /^..+?(?:\b|(?<=\W)(?=\W))/.exec(text) ?? [];
  assert.ok(found);
  return found;
}

/** Where a phrase stands in ASCII text, its words whole; at the end only if nothing more comes. */
function placeOf(text: string, phrase: string, ended: boolean): number | undefined {
  const literal = phrase.replace(/\W/g, "\\$&");
  const [before, after] = [/^\w/.test(phrase), /\w$/.test(phrase)];
  const source = `${before ? "\\b" : ""}${literal}${after ? `(?!\\w${ended ? "" : "|$"})` : ""}`;
  return new RegExp(source, "i").exec(text)?.index;
}

describe("guarantees on a model with random weights", () => {
  let open: OpenModel;
  let steered: SteeredContext;
  let sequences: LlamaContextSequence[];
  before(async () => {
    open = await openRandomModel();
    ({ steered, sequences } = await openSequences(open, { contextSize: 512, sequences: 3 }));
  });
  after(() => open.close());

  const greedy = greedySampling(60);

  function write(tasks: Partial<DecodeTask>[], count = 1): Promise<DecodedText[]> {
    const whole = tasks.map((task) => ({
      tokens: tokensOf(open.model, "Once upon"),
      plan: UNSTEERED_PLAN,
      sampling: greedy,
      ...task,
    }));
    return decode(open.model, steered, sequences.slice(0, count), whole, never);
  }

  async function writeOne(task: Partial<DecodeTask> = {}): Promise<DecodedText> {
    const [text] = await write([task]);
    assert.ok(text);
    return text;
  }

  it("change nothing where they have nothing to do", async () => {
    const plan = steeringPlan(steered.embeddingSize, 1);
    for (const sampling of [greedy, usedSampling({ temperature: 1.2, seed: 5, maxTokens: 60 })]) {
      const free = await writeOne({ plan, sampling });
      const guarantees = [new Ban("ban", ["a word that is not there"])];
      const guarded = await writeOne({ plan, sampling, guarantees });
      assert.equal(guarded.text, free.text);
      assert.equal(guarded.tokens, free.tokens);
      assert.equal(guarded.guarantees[0]?.interventions, 0);
    }
  });

  for (const steering of ["without steering", "steered"]) {
    it(`take a word back as a search that forbids its token, ${steering}`, async () => {
      const plan = steering === "steered" ? steeringPlan(steered.embeddingSize, 1) : UNSTEERED_PLAN;
      const free = await writeOne({ plan });
      for (const phrase of [beginning(free.text), wordFrom(free.text, 20)]) {
        const guarded = await writeOne({ plan, guarantees: [new Ban("ban", [phrase])] });
        assert.ok((guarded.guarantees[0]?.interventions ?? 0) > 0);
        assert.equal(guarded.text, await search(plan, phrase, guarded.text));
        assert.equal(placeOf(guarded.text, phrase, true), undefined, guarded.text);
      }
    });
  }

  it("serve differently steered texts of one batch, each its own", async () => {
    const plans = [
      UNSTEERED_PLAN,
      steeringPlan(steered.embeddingSize, 1),
      steeringPlan(steered.embeddingSize, 7),
    ];
    const tasks: { plan: SteeringPlan; phrase: string }[] = [];
    for (const plan of plans) {
      tasks.push({ plan, phrase: wordFrom((await writeOne({ plan })).text, 10) });
    }
    const made = ({ plan, phrase }: (typeof tasks)[number]) => ({
      plan,
      guarantees: [new Ban("ban", [phrase])],
    });
    const alone: DecodedText[] = [];
    for (const task of tasks) alone.push(await writeOne(made(task)));
    assert.deepEqual(await write(tasks.map(made), 3), alone);
    assert.ok(alone.every(({ guarantees }) => (guarantees[0]?.interventions ?? 0) > 0));
  });

  it("make JSON of whatever it is", async () => {
    const selection = parseSelection({
      constraints: [{ id: "detectable_format:json_format", guarantee: true }],
    });
    let finished = 0;
    for (const seed of [1, 2, 3, 4]) {
      const guarantees = await guaranteesFor(open.model, selection);
      const sampling = usedSampling({ temperature: 1, seed, maxTokens: 300 });
      const text = await writeOne({ sampling, guarantees });
      assert.ok((text.guarantees[0]?.interventions ?? 0) > 0);
      if (text.stop !== "end") continue;
      finished += 1;
      const verdict = findConstraint("detectable_format:json_format").verify(text.text, {});
      assert.ok(verdict.held, `${verdict.reason} ${text.text}`);
    }
    assert.ok(finished > 0);
  });

  it("take for JSON what is JSON, and nothing else", async () => {
    const grammar = await Grammar.json("json", open.model);
    const end = open.model.tokens.eos as Token;
    /** How many of a text's characters (of its bytes, where one has several) may follow each other. */
    const accepted = (text: string) => {
      const tokens = open.model.tokenize(text);
      const taken: Token[] = [];
      grammar.follow(taken);
      for (const token of tokens) {
        if (!grammar.mayFollow(token)) return { count: taken.length, mayEnd: false };
        taken.push(token);
        grammar.follow(taken);
      }
      return { count: taken.length, mayEnd: grammar.mayFollow(end) };
    };
    const values = [
      {},
      [],
      { name: "Käse 🦊", 'a "b"\n\u0007': [1, -2.5, 3e10, 0, true, false, null, { c: [[]] }] },
      [1e-7, 123456789, "", "\\", { "": {} }],
    ];
    for (const value of values) {
      for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
        const count = open.model.tokenize(text).length;
        assert.deepEqual(accepted(text), { count, mayEnd: true }, text);
        // It is complete there and not before, and nothing follows.
        assert.equal(accepted(text.slice(0, -1)).mayEnd, false, text);
        assert.equal(accepted(`${text} `).count, count, text);
      }
    }
    const faulty: [text: string, from: number][] = [
      ["Sure: {}", 0],
      ["5", 0],
      ["```", 0],
      ["{a", 1],
      ["{'a", 1],
      ['{"a" 1', 5],
      ["[1,]", 3],
      ["[01", 2],
      ["[1.]", 3],
      ["[-]", 2],
      ["[nul]", 4],
      ['["\\x', 3],
      ['["a\nb', 3],
      ["[1 2", 3],
      ["[}", 1],
    ];
    for (const [text, from] of faulty) {
      assert.deepEqual(accepted(text), { count: from, mayEnd: false }, text);
    }
  });

  /**
   * Greedy search in a context of its own that evaluates everything anew for every token. One token
   * is one character. Between tokens so close that the order of additions decides, it chooses as
   * `expected` has it.
   */
  async function search(plan: SteeringPlan, phrase: string, expected: string): Promise<string> {
    const { model } = open;
    const prompt = tokensOf(model, "Once upon");
    const { length } = expected;
    const wanted = model.tokenize(expected);
    assert.equal(wanted.length, length);
    const fresh = await createSteeredContext(model, { contextSize: 512 });
    try {
      await fresh.setVariants(plan.phases.map(({ operations }) => operations));
      const sequence = fresh.context.getSequence();
      const taken: Token[] = [];
      const refused = new Map<number, Set<Token>>();
      while (taken.length < length) {
        const logits = await evaluate(fresh, sequence, plan, prompt, taken);
        const no = refused.get(taken.length) ?? new Set();
        const allowed = [...logits].filter(([token]) => !no.has(token));
        const highest = Math.max(...allowed.map(([, logit]) => logit));
        const best = allowed.filter(([, logit]) => logit > highest - 0.01).map(([token]) => token);
        const next = wanted[taken.length] as Token;
        taken.push(best.includes(next) ? next : (best[0] as Token));
        const at = placeOf(model.detokenize(taken), phrase, taken.length === length);
        if (at === undefined) continue;
        for (const place of refused.keys()) if (place > at) refused.delete(place);
        refused.set(at, (refused.get(at) ?? new Set()).add(taken[at] as Token));
        taken.length = at;
      }
      return model.detokenize(taken);
    } finally {
      await fresh.dispose();
    }
  }

  async function evaluate(
    fresh: SteeredContext,
    sequence: LlamaContextSequence,
    plan: SteeringPlan,
    prompt: readonly Token[],
    taken: readonly Token[],
  ): Promise<Map<Token, number>> {
    await sequence.clearHistory();
    const all = [...prompt, ...taken];
    // What is before the first phase is unsteered, as variant 0.
    const starts = [0, ...plan.phases.map(({ from }) => Math.max(0, prompt.length - 1 + from))];
    const phases = starts.map((start, i) => all.slice(start, starts[i + 1]));
    let logits: Map<Token, number> | undefined;
    for (const [phase, tokens] of phases.entries()) {
      if (tokens.length === 0) continue;
      await fresh.assign(sequence, phase);
      const outputs = await sequence.controlledEvaluate(
        tokens.map((token, i) => {
          if (i < tokens.length - 1) return token;
          return [token, { generateNext: { logits: true } }];
        }),
      );
      logits = outputs.at(-1)?.next.logits;
    }
    assert.ok(logits);
    return logits;
  }
});

describe("guarantees on a model that writes", () => {
  let loaded: LoadedModel;
  before(async () => {
    loaded = await LoadedModel.load(tillerTiny, () => {}, never);
  });
  after(() => loaded.dispose());

  const prompts: Prompt[] = [
    { mode: "write", instruction: "Describe a fox." },
    { mode: "continue", text: "The fox lives in the forest. " },
    { mode: "raw", text: "The fox" },
  ];

  async function write(
    prompt: Prompt,
    constraints: { id: string; args?: object; guarantee: boolean }[],
    { maxTokens = 160, signal = never, onText = (_: string) => {} } = {},
  ) {
    const selection = parseSelection({ constraints });
    const steered = await loaded.writingContext(1);
    const { tokens, dropLeadingSpace } = preparePrompt(loaded, prompt, [], 500);
    sequence ??= steered.context.getSequence();
    const guarantees = await guaranteesFor(loaded.model, selection);
    const sampling = greedySampling(maxTokens);
    const task = { tokens, dropLeadingSpace, sampling, guarantees, onText, plan: UNSTEERED_PLAN };
    const notEmpty = prompt.mode === "continue";
    const [text] = await decode(loaded.model, steered, [sequence], [{ ...task, notEmpty }], signal);
    assert.ok(text);
    const holds = selection.constraints.map(({ id, args }) =>
      findConstraint(id).verify(text.text, args),
    );
    return { ...text, holds };
  }
  let sequence: LlamaContextSequence | undefined;

  for (const prompt of prompts) {
    const { mode } = prompt;

    it(`${mode}: JSON, or a text that was cut off`, async () => {
      const text = await write(prompt, [{ id: "detectable_format:json_format", guarantee: true }]);
      if (text.stop === "end") assert.ok(text.holds[0]?.held, text.text);
      else assert.equal(text.stop, "length");
      const short = await write(
        prompt,
        [{ id: "detectable_format:json_format", guarantee: true }],
        { maxTokens: 1 },
      );
      assert.equal(short.stop, "length");
    });

    for (const count of [1, 2, 9]) {
      it(`${mode}: exactly ${count} sentences`, async () => {
        const text = await write(
          prompt,
          [
            {
              id: "length_constraints:number_sentences",
              args: { num_sentences: count },
              guarantee: true,
            },
          ],
          { maxTokens: 400 },
        );
        if (count < 3) assert.equal(text.stop, "end");
        if (text.stop === "end") {
          assert.ok(text.holds[0]?.held, `${text.holds[0]?.reason} ${text.text}`);
        }
      });
    }

    it(`${mode}: every word of its text can be excluded`, async () => {
      const free = await write(prompt, []);
      const words = [...new Set(free.text.toLowerCase().match(/\p{L}+/gu))];
      assert.ok(words.length > 3);
      for (const word of words.slice(0, 6)) {
        let streamed = "";
        const text = await write(
          prompt,
          [{ id: "keywords:forbidden_words", args: { forbidden_words: [word] }, guarantee: true }],
          {
            onText: (piece) => {
              streamed += piece;
            },
          },
        );
        assert.ok(text.holds[0]?.held, `${word}: ${text.text}`);
        assert.ok((text.guarantees[0]?.interventions ?? 0) > 0);
        assert.equal(streamed, text.text);
        const at = new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, "iu").exec(free.text)?.index;
        const before = free.text.slice(0, at).replace(/\P{L}+$/u, "");
        assert.ok(text.text.startsWith(before), `${before}\n---\n${text.text}`);
      }
    });
  }

  it("keep to what was shown when they are stopped", async () => {
    for (const stopAfter of [1, 3, 6]) {
      const controller = new AbortController();
      let streamed = "";
      let pieces = 0;
      const text = await write(
        prompts[0] as Prompt,
        [
          {
            id: "keywords:forbidden_words",
            args: { forbidden_words: ["the", "a", "it"] },
            guarantee: true,
          },
          {
            id: "length_constraints:number_sentences",
            args: { num_sentences: 20 },
            guarantee: true,
          },
        ],
        {
          signal: controller.signal,
          onText: (piece) => {
            streamed += piece;
            pieces += 1;
            if (pieces === stopAfter) controller.abort();
          },
        },
      );
      assert.equal(text.stop, "stopped");
      assert.equal(streamed, text.text);
      assert.ok(text.holds[0]?.held, text.text);
    }
  });
});
