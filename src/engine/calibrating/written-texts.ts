/**
 * The texts of an unfinished calibration, written and scored, on disk after every round: a run that
 * was stopped or killed goes on where it was. A finished constraint's texts are forgotten.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeWhole } from "../../models/whole-file.js";
import type { WrittenText } from "../../steering/quality.js";

export interface ScoredText extends WrittenText {
  tokens: number;
}

const FILE = "calibration-state.json";

const textSchema = z.object({
  text: z.string(),
  ended: z.boolean(),
  tokens: z.int(),
  /** JSON has no NaN. */
  negativeLogLikelihood: z.number().nullable(),
});
const stateSchema = z.object({
  /** What all the texts depend on. */
  inputs: z.string(),
  /** By constraint ("" for the texts of all), then by what was asked for. */
  texts: z.record(z.string(), z.record(z.string(), textSchema)),
});

export class WrittenTexts {
  private constructor(
    private readonly folder: string,
    private readonly inputs: string,
    private readonly texts: Map<string, Map<string, ScoredText>>,
  ) {}

  /** Texts of other inputs, and a file that cannot be read, are as good as none. */
  static async open(folder: string, inputs: string): Promise<WrittenTexts> {
    const texts = new Map<string, Map<string, ScoredText>>();
    try {
      const state = stateSchema.parse(JSON.parse(await readFile(join(folder, FILE), "utf8")));
      if (state.inputs === inputs) {
        for (const [constraint, known] of Object.entries(state.texts)) {
          const revived = Object.entries(known).map(([key, text]): [string, ScoredText] => [
            key,
            { ...text, negativeLogLikelihood: text.negativeLogLikelihood ?? Number.NaN },
          ]);
          texts.set(constraint, new Map(revived));
        }
      }
    } catch {
      // Begins anew.
    }
    return new WrittenTexts(folder, inputs, texts);
  }

  find(constraint: string, key: string): ScoredText | undefined {
    return this.texts.get(constraint)?.get(key);
  }

  /** Adds texts and saves all there are. */
  async add(constraint: string, added: readonly (readonly [string, ScoredText])[]): Promise<void> {
    const known = this.texts.get(constraint) ?? new Map<string, ScoredText>();
    for (const [key, text] of added) known.set(key, text);
    this.texts.set(constraint, known);
    await this.save();
  }

  async forget(constraint: string): Promise<void> {
    if (this.texts.delete(constraint)) await this.save();
  }

  /** Nothing is unfinished any more. */
  async remove(): Promise<void> {
    this.texts.clear();
    await rm(join(this.folder, FILE), { force: true });
  }

  private async save(): Promise<void> {
    const texts = Object.fromEntries(
      [...this.texts].map(([constraint, known]) => [constraint, Object.fromEntries(known)]),
    );
    // JSON.stringify turns NaN into null.
    const state = JSON.stringify({ inputs: this.inputs, texts });
    await writeWhole(join(this.folder, FILE), state);
  }
}
