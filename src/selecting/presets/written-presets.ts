/** A preset as it is written down: in the person's storage, and in a file of the workspace. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import type { Selection } from "../../constraints/selection.js";
import { readConstraints, type WrittenSelection, writtenSelection } from "../written-selection.js";

export interface NamedSelection {
  readonly name: string;
  readonly selection: Selection;
}

/** Short enough for one line of a list. */
export const presetNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\r\n]*$/);

const writtenSchema = z.object({
  name: presetNameSchema,
  constraints: z.array(z.unknown()),
  tell: z.boolean().default(false),
});

export function writtenPreset({ name, selection }: NamedSelection): WrittenSelection & {
  name: string;
} {
  return { name, ...writtenSelection(selection) };
}

/**
 * Reads what can be read: a constraint or preset that is wrong leaves the others as they are.
 *
 * @returns faults are one sentence each, and name the preset
 */
export function readPresets(written: readonly unknown[]): {
  presets: NamedSelection[];
  faults: string[];
} {
  const presets: NamedSelection[] = [];
  const faults: string[] = [];
  written.forEach((one, index) => {
    const parsed = writtenSchema.safeParse(one);
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.join(".");
      faults.push(
        l10n.t(
          'Preset {0} needs a name of at most 60 characters, a list of constraints, and true or false for "tell" (wrong: {1}).',
          index + 1,
          where || l10n.t("all of it"),
        ),
      );
      return;
    }
    const { name, tell } = parsed.data;
    if (presets.some((preset) => preset.name === name)) {
      faults.push(l10n.t('There are two presets named "{0}"; the first counts.', name));
      return;
    }
    const read = readConstraints(parsed.data.constraints);
    presets.push({ name, selection: { constraints: read.constraints, tell } });
    faults.push(...read.faults.map(({ message }) => l10n.t('Preset "{0}": {1}', name, message)));
  });
  return { presets, faults };
}
