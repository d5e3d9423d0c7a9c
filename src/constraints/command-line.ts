/** Constraints as they are written on a command line: `ID[,ARG=VALUE...][@DIAL]`. */
import { ConstraintError } from "./constraint.js";
import { type ActiveConstraint, activeConstraintSchema, parseArguments } from "./selection.js";

/**
 * Reads `ID[,ARG=VALUE...][@DIAL]`, for example
 * `detectable_format:number_bullet_lists,num_bullets=3@1.2`. Whole numbers are read as numbers; an
 * argument that takes several values is given several times; `\` before `,`, `@` or `\` makes it
 * an ordinary character.
 *
 * @throws ConstraintError in one sentence: unknown id, unknown or missing argument, bad dial.
 */
export function parseConstraint(written: string): ActiveConstraint {
  const { parts, dial } = split(written);
  const [id = "", ...assignments] = parts;
  const args: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf("=");
    if (equals < 1) {
      throw new ConstraintError(`"${assignment}" in "${written}" is not of the form ARG=VALUE.`);
    }
    const name = assignment.slice(0, equals);
    const text = assignment.slice(equals + 1);
    const value = /^-?\d+$/.test(text) ? Number(text) : text;
    const earlier = args[name];
    if (LISTS.has(name)) args[name] = [...(Array.isArray(earlier) ? earlier : []), text];
    else args[name] = value;
  }
  const parsedDial = activeConstraintSchema
    .unwrap()
    .shape.dial.safeParse(dial === undefined ? undefined : dial === "" ? Number.NaN : Number(dial));
  if (!parsedDial.success) {
    throw new ConstraintError(`The dial "${dial}" in "${written}" is not a number from 0 to 2.`);
  }
  return { id, args: parseArguments(id, args), dial: parsedDial.data };
}

/** Arguments that take several values. */
const LISTS = new Set(["keywords", "forbidden_words"]);

/** Cuts at unescaped commas, and the dial off at the last unescaped "@". */
function split(written: string): { parts: string[]; dial: string | undefined } {
  const parts = [""];
  let dial: string | undefined;
  for (let at = 0; at < written.length; at += 1) {
    const character = written.charAt(at);
    if (character === "\\" && at + 1 < written.length) {
      at += 1;
      append(written.charAt(at));
    } else if (character === "@" && dial === undefined) dial = "";
    else if (character === "," && dial === undefined) parts.push("");
    else append(character);
  }
  return { parts, dial };

  function append(character: string) {
    if (dial !== undefined) dial += character;
    else parts[parts.length - 1] += character;
  }
}
