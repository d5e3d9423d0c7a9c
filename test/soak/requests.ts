/** Requests of all kinds to one engine, in an order and with contents that a seed decides. */
import { join } from "node:path";
import type { GenerateRequest, Prompt, Request } from "../../src/engine/api/protocol.js";
import { packageRoot } from "../support/engine.js";
import { REPOSITORY } from "../support/fake-hub.js";
import type { SeededRandom } from "../support/seeded-random.js";
import { tillerTiny, tillerTinyBase, tillerTinyPlain, tinyPackage } from "../support/tiny.js";

/** What the machine around the engine offers. */
export interface Ground {
  random: SeededRandom;
  /** Folder for what is exported, mapped and downloaded. */
  folder: string;
  /** Address of a hub that has this file. */
  hub: string;
  file: string;
}

type Maker = (ground: Ground) => Request;

const otherModels = [tillerTinyBase, tillerTinyPlain];
const texts = [
  "The harbour is full of large ships.",
  "A small boat came in with the tide, and nobody was on the quay to see it.",
  "# The fox\n\nThe fox lives in the forest. It likes to eat berries, and it sleeps all day.",
];
/** Can be guaranteed, as the others cannot. */
const JSON_FORMAT = "detectable_format:json_format";
const switchable = [
  "change_case:english_capital",
  "change_case:english_lowercase",
  "startend:quotation",
  "punctuation:no_comma",
  "detectable_format:title",
  "detectable_format:number_bullet_lists",
  "length_constraints:concise",
  JSON_FORMAT,
];

/** By what a person would call it: how often among all, and how it is made. */
const kinds: Record<string, { share: number; make: Maker }> = {
  continue: {
    share: 24,
    make: ({ random }) => generate(random, { mode: "continue", text: random.of(texts) }),
  },
  write: {
    share: 16,
    make: ({ random }) =>
      generate(random, {
        mode: "write",
        instruction: random.of(["Describe a fox.", "Write about the sea."]),
      }),
  },
  rewrite: {
    share: 10,
    make: ({ random }) => generate(random, { mode: "rewrite", text: random.of(texts) }),
  },
  chat: {
    share: 6,
    make: ({ random }) =>
      generate(random, { mode: "chat", messages: [{ role: "user", text: random.of(texts) }] }),
  },
  variants: {
    share: 8,
    make: ({ random }) => ({
      ...generate(random, { mode: "continue", text: random.of(texts) }),
      strengths: [0, 0.5, 1, 1.5],
    }),
  },
  "a new word": {
    share: 6,
    make: ({ random }) => ({
      ...generate(random, { mode: "write", instruction: "Describe a fox." }),
      selection: { constraints: [aWord(random)], tell: false },
    }),
  },
  "many texts": {
    share: 3,
    make: ({ random }) => ({
      kind: "texts",
      model: tillerTiny,
      maxTokens: 16,
      cases: texts.map((text) => ({
        prompt: { mode: "continue", text },
        selection: selected(random),
        strength: random.of([0, 1]),
      })),
    }),
  },
  geometry: {
    share: 2,
    make: ({ random }) => ({
      kind: "geometry",
      model: tillerTiny,
      constraints: [{ id: random.of(switchable), args: {}, dial: 1, guarantee: false }],
      layer: 2,
      pairs: 4,
    }),
  },
  calibrate: {
    share: 3,
    make: ({ random }) => ({
      kind: "calibrate",
      model: tillerTiny,
      constraints: [{ id: random.of(switchable.slice(2, 4)), args: {}, dial: 1, guarantee: false }],
      modes: ["alone"],
    }),
  },
  check: {
    share: 6,
    make: ({ random }) => ({ kind: "verify", text: random.of(texts), selection: selected(random) }),
  },
  "what is calibrated": {
    share: 4,
    make: () => ({ kind: "calibration", model: tillerTiny }),
  },
  "find models": {
    share: 3,
    make: () => ({ kind: "find-models", folders: [tinyPackage] }),
  },
  devices: { share: 1, make: () => ({ kind: "devices" }) },
  "another model": {
    share: 2,
    make: ({ random }) => ({ kind: "load", model: random.of(otherModels) }),
  },
  export: {
    share: 1,
    make: ({ folder }) => ({
      kind: "export-vectors",
      model: tillerTiny,
      file: join(folder, "set.zip"),
    }),
  },
  import: {
    share: 1,
    make: ({ folder }) => ({
      kind: "import-vectors",
      model: tillerTiny,
      file: join(folder, "set.zip"),
      crossModel: false,
    }),
  },
  download: {
    share: 2,
    make: ({ folder, hub, file, random }) => ({
      kind: "download",
      source: `hf:${REPOSITORY}/${file}`,
      directory: join(folder, `models-${random.below(20)}`),
      endpoint: hub,
      proxy: "",
    }),
  },
  "what cannot be done": {
    share: 4,
    make: ({ random }) =>
      random.of<Request>([
        { kind: "load", model: join(packageRoot, "package.json") },
        { kind: "load", model: join(packageRoot, "no-such-model.gguf") },
        {
          kind: "verify",
          text: "",
          selection: {
            constraints: [{ id: "no:such", args: {}, dial: 1, guarantee: false }],
            tell: false,
          },
        },
      ]),
  },
};

/** One request, and what a person would call it. */
export function nextRequest(ground: Ground): { name: string; request: Request } {
  const all = Object.entries(kinds);
  let left = ground.random.below(all.reduce((sum, [, { share }]) => sum + share, 0));
  for (const [name, { share, make }] of all) {
    left -= share;
    if (left < 0) return { name, request: make(ground) };
  }
  throw new Error("The shares do not add up.");
}

function generate(random: SeededRandom, prompt: Prompt): GenerateRequest {
  return {
    kind: "generate",
    model: tillerTiny,
    prompt,
    selection: selected(random),
    strengths: [1],
    controlVectors: [],
    sampling: {
      temperature: random.of([0, 0.8]),
      seed: random.below(1000),
      maxTokens: 8 + random.below(40),
    },
  };
}

function aWord(random: SeededRandom): GenerateRequest["selection"]["constraints"][number] {
  const words = [`word${random.below(200)}`];
  return random.below(2) === 0
    ? { id: "keywords:existence", args: { keywords: words }, dial: 1, guarantee: false }
    : {
        id: "keywords:forbidden_words",
        args: { forbidden_words: words },
        dial: 1,
        guarantee: true,
      };
}

function selected(random: SeededRandom): GenerateRequest["selection"] {
  const ids = new Set(Array.from({ length: random.below(3) }, () => random.of(switchable)));
  // Both cases at once contradict each other, which is refused.
  if (ids.has("change_case:english_capital")) ids.delete("change_case:english_lowercase");
  return {
    constraints: [...ids].map((id) => ({
      id,
      args: {},
      dial: random.of([0.5, 1, 1.5]),
      guarantee: id === JSON_FORMAT && random.below(2) === 0,
    })),
    tell: random.below(3) === 0,
  };
}
