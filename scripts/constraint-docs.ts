/** Writes docs/constraints.md and the README's table from the catalogue: `npm run docs:constraints`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { findConstraint } from "../src/constraints/catalogue.js";
import { declarations, families } from "../src/constraints/declarations.js";
import type { Declaration, GuaranteeKind } from "../src/constraints/definition/constraint.js";
import { LANGUAGES, languageName } from "../src/constraints/families/language.js";
import { instructions } from "../src/constraints/ifeval/evaluate.js";
import { conflictsIn, parseSelection } from "../src/constraints/selection.js";

const introduction = fileURLToPath(new URL("constraint-docs-introduction.md", import.meta.url));
const readme = fileURLToPath(new URL("../README.md", import.meta.url));
const document = fileURLToPath(new URL("../docs/constraints.md", import.meta.url));

const GUARANTEES: Record<GuaranteeKind, string> = {
  grammar: "a grammar",
  stop: "a stop rule",
  ban: "a ban that takes words back",
};

const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.unknown().optional(),
});
const argumentsSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

/** The whole document, in Markdown. */
export function constraintsDocument(): string {
  return [
    readFileSync(introduction, "utf8").trimEnd(),
    "## The catalogue",
    "The table shows conflicts for the default and example values. Tiller explains a conflict and never resolves it silently.",
    ...families.flatMap(({ name, declarations: members }) => {
      return [
        `### ${capitalised(name)}`,
        [
          "| switch | id | holds when | arguments | guaranteed by | example of an instruction | conflicts with |",
          "|---|---|---|---|---|---|---|",
          ...members.map(row),
        ].join("\n"),
      ];
    }),
    "## Languages",
    `${LANGUAGES.map((code) => `${languageName(code)} (\`${code}\`)`).join(", ")}.`,
  ]
    .join("\n\n")
    .concat("\n");
}

/** What can be switched on, one row per family; what can be guaranteed is marked. */
export function constraintsTable(): string {
  const rows = families.map(({ name, declarations: members }) => {
    const labels = members.map(({ label, guarantee }) =>
      guarantee === undefined ? label : `${label}*`,
    );
    return `| ${capitalised(name)} | ${labels.join(", ")} |`;
  });
  return ["| | (* can be guaranteed) |", "|---|---|", ...rows].join("\n");
}

/** The README with the table between its two markers. */
export function readmeWithTable(text: string): string {
  const marks = /(<!-- constraints: [^\n]* -->\n)[\s\S]*(<!-- end of constraints -->)/;
  if (!marks.test(text)) throw new Error("The README has no place for the table of constraints.");
  return text.replace(marks, (_, begin, end) => `${begin}\n${constraintsTable()}\n\n${end}`);
}

function row(declaration: Declaration): string {
  const { id, label, help } = declaration;
  const args = exampleArguments(declaration);
  const [phrasing = ""] = findConstraint(id).phrasings(args);
  const cells = [
    label,
    `\`${id}\`${Object.hasOwn(instructions, id) ? "" : " (not in IFEval)"}`,
    escaped(help),
    argumentsShown(declaration).join("<br>"),
    declaration.guarantee === undefined ? "" : GUARANTEES[declaration.guarantee],
    escaped(phrasing),
    conflicting(declaration, args).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function escaped(text: string): string {
  return text.replace(/[<*|]/g, "\\$&");
}

function argumentsOf({ args }: Declaration) {
  return argumentsSchema.parse(z.toJSONSchema(args, { io: "input" }));
}

function argumentsShown(declaration: Declaration): string[] {
  const { properties, required } = argumentsOf(declaration);
  return Object.entries(properties).map(([name, property]) => {
    const fallback = required.includes(name)
      ? "required"
      : property.default === undefined
        ? "optional"
        : `default ${shown(property.default)}`;
    return `\`${name}\`: ${value(property)}; ${fallback}`;
  });
}

function value({ type, enum: choices, minimum, maximum }: z.infer<typeof propertySchema>): string {
  if (choices) return choices.join(", ");
  if (type === "integer") return `${minimum} to ${maximum}`;
  return type === "array" ? "words or phrases" : "text";
}

function shown(fallback: unknown): string {
  return Array.isArray(fallback) ? fallback.join(" / ") : String(fallback);
}

function exampleArguments({ args, example = {} }: Declaration): Record<string, unknown> {
  return args.parse(example);
}

/** The labels of the constraints that conflict with this one, all with their example values. */
function conflicting({ id }: Declaration, args: Record<string, unknown>): string[] {
  return declarations
    .filter((other) => other.id !== id)
    .filter((other) => {
      const pair = [
        { id, args },
        { id: other.id, args: exampleArguments(other) },
      ];
      return conflictsIn(parseSelection({ constraints: pair })).length > 0;
    })
    .map(({ label }) => label);
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(document, constraintsDocument());
  writeFileSync(readme, readmeWithTable(readFileSync(readme, "utf8")));
}
