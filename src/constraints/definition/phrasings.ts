/** How arguments are filled into the ways of saying a constraint. */
import type { Phrasings } from "./constraint.js";

/** What a number in a template counts: its plural becomes a singular after one. */
const COUNTED =
  /(\{(\w+)\} (?:bullet |all-caps |square-bracket )?)(bullet|point|paragraph|part|passage|phrase|placeholder|section|sentence|time|word)s\b/g;

/**
 * Phrasings with each `{name}` replaced by its value.
 *
 * @throws Error if a value is missing: a mistake in a constraint's file, not in the input.
 */
export function filled(
  { phrasings, heldOut }: Phrasings,
  values: Record<string, string | number>,
): Phrasings {
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
  return { phrasings: phrasings.map(fill), heldOut: heldOut.map(fill) };
}

/** "a", "a and b", "a, b and c". */
export function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
