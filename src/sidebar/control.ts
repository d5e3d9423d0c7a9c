/** A constraint's control, read from the schema of its arguments, so that those are declared once. */
import * as z from "zod";
import type { Declaration } from "../constraints/definition/constraint.js";
import type { Control, Field } from "./messages.js";

const propertySchema = z.looseObject({
  type: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
  maxLength: z.int().optional(),
});
const argumentsSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});
type Property = z.infer<typeof propertySchema>;

/** The number to begin with where a constraint needs one and has no default. */
const INITIAL_NUMBER = 3;

/**
 * Every argument gets a field. Words that the constraint cannot do without stand in for its switch;
 * relations stand before the numbers that they are about. Fields are labelled with the arguments'
 * own names.
 */
export function controlFor({ id, label, help, args }: Declaration): Control {
  const { properties, required } = argumentsSchema.parse(z.toJSONSchema(args, { io: "input" }));
  const fields = Object.entries(properties).flatMap(
    ([name, property]) => fieldFor(name, property, required.includes(name)) ?? [],
  );
  const needed = fields.find(
    ({ kind, name }) => (kind === "text" || kind === "list") && required.includes(name),
  );
  const others = fields.filter((field) => field !== needed);
  const number = others.find(({ kind, name }) => kind === "number" && required.includes(name));
  return {
    id,
    label,
    help,
    initialArguments: number ? { [number.name]: INITIAL_NUMBER } : {},
    ...(needed && { needed }),
    fields: others.sort((a, b) => Number(b.kind === "choice") - Number(a.kind === "choice")),
  };
}

function fieldFor(name: string, property: Property, isNeeded: boolean): Field | undefined {
  const { type, minimum: min, maximum: max, maxLength } = property;
  const common = { name, label: name };
  if (property.enum) {
    const options = property.enum.map((value) => ({ value, label: value }));
    return { kind: "choice", ...common, options };
  }
  if (type === "integer" && min !== undefined && max !== undefined) {
    const optional = !isNeeded && property.default === undefined;
    return { kind: "number", ...common, min, max, optional };
  }
  if (type === "string") {
    return { kind: "text", ...common, ...(maxLength !== undefined && { maxLength }) };
  }
  if (type === "array") return { kind: "list", ...common, placeholder: "" };
  return undefined;
}
