import { parseSelection } from "../../../src/constraints/selection.js";
import type {
  CalibrationResult,
  GeneratedText,
  GenerateResult,
} from "../../../src/engine/api/protocol.js";
import type { Known } from "../../../src/sidebar/state.js";

/** What the sidebar is told at first, and what differs from it. */
export function known(differing: Partial<Known> = {}): Known {
  return {
    selection: { constraints: [], tell: false },
    origin: "workspace",
    presets: [],
    writing: {},
    calibration: undefined,
    model: undefined,
    inUse: { path: "/models/small.gguf", name: "small", isStarter: false },
    ...differing,
  };
}

/** A selection of these constraints, with the arguments that they begin with. */
export function selectionOf(constraints: readonly object[], tell = false) {
  return parseSelection({ constraints, tell });
}

/** A choice that calibration made. */
export function chosen(strength: number, accuracyOff: number, accuracyOn: number) {
  return {
    layer: 2,
    operation: "add" as const,
    positions: "all" as const,
    strength,
    accuracyOff,
    accuracyOn,
    examples: 12,
  };
}

export function calibrated(
  entries: Record<string, Pick<CalibrationResult["constraints"][number], "alone" | "told">>,
): CalibrationResult {
  return {
    calibrated: Object.keys(entries).length > 0,
    constraints: Object.entries(entries).map(([id, entry]) => ({ id, label: id, ...entry })),
    folder: "/cache/vectors/small",
  };
}

/** A text without capitals, or with. */
export function written(held: boolean, strength = 1): GeneratedText {
  const reason = held ? "Every letter is a capital." : '"a" is not a capital letter.';
  const line = { id: "change_case:english_capital", label: "All capitals", held, reason };
  return {
    strength,
    text: held ? "A" : "a",
    tokens: 1,
    stop: "end",
    steering: [],
    guarantees: [],
    receipt: {
      lines: [held ? line : { ...line, span: { start: 0, end: 1 } }],
      held: held ? 1 : 0,
      failed: held ? 0 : 1,
    },
  };
}

export function resultOf(...texts: GeneratedText[]): GenerateResult {
  const model = {
    path: "/models/small.gguf",
    name: "small",
    layers: 6,
    width: 192,
    contextSize: 512,
    device: "CPU",
  };
  const sampling = { seed: 0, maxTokens: 300 };
  return { model, texts, notes: [], sampling, promptTokens: 5, tokensPerSecond: 41.4 };
}
