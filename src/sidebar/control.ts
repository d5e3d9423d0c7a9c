/** A constraint's control, read from the schema of its arguments, so that those are declared once. */
import * as z from "zod";
import type { Declaration } from "../constraints/constraint.js";
import type { ChoiceField, Control, NumberField } from "./messages.js";

const propertySchema = z.looseObject({
  type: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
});
const argumentsSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});
type Property = z.infer<typeof propertySchema>;

/** The number to begin with where a constraint needs one and has no default. */
const INITIAL_NUMBER = 3;

/**
 * The text that is needed, the first number and the first choice are shown; an argument beyond
 * those keeps its default.
 */
export function controlFor(declaration: Declaration): Control {
  const { properties, required } = argumentsSchema.parse(
    z.toJSONSchema(declaration.args, { io: "input" }),
  );
  const named = Object.entries(properties);
  const isNeeded = (name: string) => required.includes(name);
  const text = named.find(([name, { type }]) => type === "string" && isNeeded(name))?.[0];
  const [number] = named.flatMap(([name, property]) => numberField(name, property, isNeeded(name)));
  const [choice] = named.flatMap(([name, property]) => choiceField(name, property));
  return {
    id: declaration.id,
    label: declaration.label,
    help: declaration.help,
    initialArguments: number && isNeeded(number.name) ? { [number.name]: INITIAL_NUMBER } : {},
    ...(text !== undefined && { text }),
    ...(number && { number }),
    ...(choice && { choice }),
  };
}

function numberField(name: string, property: Property, isNeeded: boolean): NumberField[] {
  const { type, minimum: min, maximum: max } = property;
  if (type !== "integer" || min === undefined || max === undefined) return [];
  return [{ name, min, max, optional: !isNeeded && property.default === undefined }];
}

function choiceField(name: string, property: Property): ChoiceField[] {
  if (!property.enum) return [];
  return [{ name, options: property.enum.map((value) => ({ value, label: value })) }];
}
