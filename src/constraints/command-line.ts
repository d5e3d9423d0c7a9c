/** Constraints as they are written on a command line: `ID[,ARG=VALUE...][@DIAL]`. */
import * as z from "zod";
import { ConstraintError } from "./constraint.js";
import { findDeclaration } from "./declarations.js";
import { type ActiveConstraint, activeConstraintSchema, parseArguments } from "./selection.js";

/**
 * Reads `ID[,ARG=VALUE...][@DIAL]`, for example
 * `detectable_format:number_bullet_lists,num_bullets=3@1.2`. An argument that takes several values
 * is given several times; `\` before `,`, `@` or `\` makes it an ordinary character.
 *
 * @throws ConstraintError in one sentence: unknown id, unknown or missing argument, bad dial.
 */
export function parseConstraint(written: string): ActiveConstraint {
  const { parts, dial } = split(written);
  const [id = "", ...assignments] = parts;
  const kinds = argumentKinds(id);
  const args: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf("=");
    if (equals < 1) {
      throw new ConstraintError(`"${assignment}" in "${written}" is not of the form ARG=VALUE.`);
    }
    const name = assignment.slice(0, equals);
    const value = assignment.slice(equals + 1);
    const kind = kinds[name]?.type;
    if (kind === "array") args[name] = [...((args[name] as string[]) ?? []), value];
    else args[name] = kind === "integer" && value.trim() !== "" ? Number(value) : value;
  }
  return {
    id,
    args: parseArguments(id, args),
    dial: parseDial(dial, written),
    guarantee: false,
  };
}

const kindsSchema = z.object({
  properties: z.record(z.string(), z.object({ type: z.string().optional() })).default({}),
});

/** Whether each argument is a number, a word or a list, read from the schema that declares them. */
function argumentKinds(id: string) {
  const { args } = findDeclaration(id);
  return kindsSchema.parse(z.toJSONSchema(args, { io: "input" })).properties;
}

function parseDial(dial: string | undefined, written: string): number {
  const given = dial === undefined ? undefined : Number(dial.trim() || "none");
  const parsed = activeConstraintSchema.unwrap().shape.dial.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConstraintError(`The dial "${dial}" in "${written}" is not a number from 0 to 2.`);
}

/** Cuts at unescaped commas, and the dial off at the first unescaped "@". */
function split(written: string): { parts: string[]; dial: string | undefined } {
  const [head = "", ...dial] = unescapedPieces(written, "@");
  return {
    parts: unescapedPieces(head, ",").map((part) => part.replace(/\\([\\,@])/g, "$1")),
    dial: dial.length > 0 ? dial.join("@") : undefined,
  };
}

/** The pieces between unescaped separators, escapes still in place. */
function unescapedPieces(text: string, separator: string): string[] {
  const pieces = [""];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === separator) pieces.push("");
    else {
      pieces[pieces.length - 1] += character;
      if (character === "\\" && at + 1 < text.length) {
        at += 1;
        pieces[pieces.length - 1] += text.charAt(at);
      }
    }
  }
  return pieces;
}
