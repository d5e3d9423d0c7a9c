/** The one text form of a constraint: on the command line, in settings, documents and presets. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { quoted } from "../text/quoted.js";
import { findDeclaration } from "./declarations.js";
import { ConstraintError } from "./definition/constraint.js";
import { type ActiveConstraint, activeConstraintSchema, parseActive } from "./selection.js";

/**
 * Reads `ID[!][,ARG=VALUE...][@DIAL]`, for example
 * `detectable_format:number_bullet_lists,num_bullets=3@1.2`. An argument that takes several values
 * is given several times; `\` before `,`, `@` or `\` makes it an ordinary character. `!` behind the
 * id guarantees the constraint; it stands there, and not at the end, because words often end so.
 *
 * @throws ConstraintError in one sentence: unknown id, unknown or missing argument, bad dial, a
 * guarantee where there is none.
 */
export function parseConstraint(written: string): ActiveConstraint {
  const { parts, dial } = split(written.trim());
  const [head = "", ...assignments] = parts;
  const guarantee = head.endsWith("!");
  const id = guarantee ? head.slice(0, -1) : head;
  const kinds = argumentKinds(id);
  const args: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf("=");
    if (equals < 1) {
      throw new ConstraintError(
        l10n.t('"{0}" in "{1}" is not of the form ARG=VALUE.', quoted(assignment), quoted(written)),
      );
    }
    const name = assignment.slice(0, equals);
    const value = assignment.slice(equals + 1);
    const kind = kinds[name]?.type;
    if (kind === "array") args[name] = [...((args[name] as string[]) ?? []), value];
    else args[name] = kind === "integer" && value.trim() !== "" ? Number(value) : value;
  }
  return parseActive({ id, args, dial: parseDial(dial, written), guarantee });
}

/**
 * The constraint as `parseConstraint` reads it: two that say the same are written the same. An
 * argument that has its default is left out, as is the calibrated dial.
 *
 * @param constraint its arguments parsed, as in every selection
 */
export function formatConstraint({ id, args, dial, guarantee }: ActiveConstraint): string {
  const defaults = Object.fromEntries(
    Object.entries(argumentKinds(id)).map(([name, kind]) => [name, kind.default]),
  );
  const assignments = Object.entries(args)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]))
    .flatMap(([name, value]) => [value].flat().map((one) => `,${name}=${escaped(String(one))}`));
  return [id, guarantee ? "!" : "", ...assignments, dial === 1 ? "" : `@${dial}`].join("");
}

const kindsSchema = z.object({
  properties: z
    .record(z.string(), z.object({ type: z.string().optional(), default: z.unknown().optional() }))
    .default({}),
});

type ArgumentKinds = z.infer<typeof kindsSchema>["properties"];

/** Making them takes a millisecond each, and documents are read at every change of their head. */
const kindsById = new Map<string, ArgumentKinds>();

/** Whether each argument is a number, a word or a list, read from the schema that declares them. */
function argumentKinds(id: string): ArgumentKinds {
  const { args } = findDeclaration(id);
  const kinds =
    kindsById.get(id) ?? kindsSchema.parse(z.toJSONSchema(args, { io: "input" })).properties;
  kindsById.set(id, kinds);
  return kinds;
}

function parseDial(dial: string | undefined, written: string): number {
  const given = dial === undefined ? undefined : Number(dial.trim() || "none");
  const parsed = activeConstraintSchema.unwrap().shape.dial.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConstraintError(
    l10n.t(
      'The dial "{0}" in "{1}" is not a number from 0 to 2.',
      quoted(dial ?? ""),
      quoted(written),
    ),
  );
}

/** Cuts at unescaped commas, and the dial off at the first unescaped "@". */
function split(written: string): { parts: string[]; dial: string | undefined } {
  const [head = "", ...dial] = unescapedPieces(written, "@");
  return {
    parts: unescapedPieces(head, ",").map((part) => part.replace(/\\([\\,@])/g, "$1")),
    dial: dial.length > 0 ? dial.join("@") : undefined,
  };
}

function escaped(value: string): string {
  return value.replace(/[\\,@]/g, "\\$&");
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
