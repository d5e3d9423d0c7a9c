/** The bench of an evaluation: writes texts with one model, never the same text twice. */
import type {
  GeometryRequest,
  GeometryResult,
  TextCase,
  WrittenCase,
} from "../engine/api/protocol.js";
import type { Setting } from "./results.js";
import type { Example } from "./subjects.js";

/** A model to measure. */
export interface Bench {
  /** Number of blocks. */
  readonly layers: number;
  /**
   * Texts in the order of the cases.
   * @throws EngineError, or the abort reason when the evaluation is stopped
   */
  write(cases: readonly TextCase[]): Promise<WrittenCase[]>;
  geometry(request: Omit<GeometryRequest, "kind" | "model">): Promise<GeometryResult>;
}

/** The case of an example in a setting. */
export function caseIn(setting: Setting, { query, active }: Example): TextCase {
  return {
    prompt: { mode: "write", instruction: query },
    selection: { constraints: [active], tell: setting === "told" || setting === "both" },
    strength: setting === "steered" || setting === "both" ? 1 : 0,
  };
}

/** Writes groups of cases together so that batches are full; returns the texts group by group. */
export async function writeGroups(
  bench: Bench,
  groups: readonly (readonly TextCase[])[],
): Promise<WrittenCase[][]> {
  const texts = await bench.write(groups.flat());
  let from = 0;
  return groups.map(({ length }) => {
    const group = texts.slice(from, from + length);
    from += length;
    return group;
  });
}
