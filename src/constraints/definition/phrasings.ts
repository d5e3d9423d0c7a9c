/** The ways of saying each constraint, and how arguments are filled in. */
import * as z from "zod";
import file from "../../../vectors/phrasings.json" with { type: "json" };
import type { Phrasings } from "./constraint.js";

const phrasingsFileSchema = z.record(
  z.string(),
  z.object({ phrasings: z.array(z.string()).min(6), heldOut: z.array(z.string()).min(1) }),
);

/** Read when one is first asked for: nobody who only switches constraints asks for any. */
let templates: z.infer<typeof phrasingsFileSchema> | undefined;

/** What a number in a template counts: its plural becomes a singular after one. */
const COUNTED =
  /(\{(\w+)\} (?:bullet |all-caps |square-bracket )?)(bullet|point|paragraph|part|passage|phrase|placeholder|section|sentence|time|word)s\b/g;

/**
 * The phrasings under a key of `vectors/phrasings.json`, with each `{name}` replaced by its value.
 *
 * @throws Error if the key or a value is missing: a mistake in the catalogue, not in the input.
 */
export function fillPhrasings(key: string, values: Record<string, string | number>): Phrasings {
  templates ??= phrasingsFileSchema.parse(file);
  const entry = templates[key];
  if (!entry) throw new Error(`vectors/phrasings.json has no entry "${key}".`);
  const fill = (template: string) =>
    template
      .replace(COUNTED, (plural, before: string, name: string, one: string) =>
        values[name] === 1 ? before + one : plural,
      )
      .replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`"${template}" needs a value for "${name}".`);
        return String(value);
      });
  return { phrasings: entry.phrasings.map(fill), heldOut: entry.heldOut.map(fill) };
}

/** "a", "a and b", "a, b and c". */
export function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
