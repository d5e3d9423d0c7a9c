/**
 * Every message between the extension and the sidebar's page, declared once; both ends parse.
 *
 * The extension owns all state. The page asks for changes and shows what it is sent; it is sent
 * nothing before it has said that it is ready.
 */
import * as z from "zod";
import { selectionSchema } from "../constraints/selection.js";
import { selectionChangeSchema } from "../selecting/selection-changes.js";

/** One argument of a constraint, as it is asked for. */
const fieldSchema = z.discriminatedUnion("kind", [
  /** A whole number, such as how many bullets. */
  z.object({
    kind: z.literal("number"),
    name: z.string(),
    label: z.string(),
    min: z.int(),
    max: z.int(),
    /** Whether the constraint can do without. */
    optional: z.boolean(),
  }),
  /** One of a few words, such as "at least". */
  z.object({
    kind: z.literal("choice"),
    name: z.string(),
    label: z.string(),
    options: z.array(z.object({ value: z.string(), label: z.string() })),
    /** How it is called that nothing is chosen; absent where something always is. */
    none: z.string().optional(),
  }),
  /** Words of the person's own, such as those a text ends with. */
  z.object({
    kind: z.literal("text"),
    name: z.string(),
    label: z.string(),
    maxLength: z.int().optional(),
  }),
  /** Several of them, each shown as a chip. */
  z.object({
    kind: z.literal("list"),
    name: z.string(),
    label: z.string(),
    placeholder: z.string(),
  }),
]);
export type Field = z.infer<typeof fieldSchema>;
export type FieldOf<Kind extends Field["kind"]> = Extract<Field, { kind: Kind }>;

/** A constraint as it is shown: with a switch, or with the field that it cannot do without. */
const controlSchema = z.object({
  id: z.string(),
  label: z.string(),
  help: z.string(),
  /** What it begins with when it is switched on. */
  initialArguments: z.record(z.string(), z.unknown()),
  /** The argument that it cannot do without: with it the constraint is on, without it off. */
  needed: fieldSchema.optional(),
  /** Its other arguments, asked for while it is on. */
  fields: z.array(fieldSchema),
  /** What its guarantee does, in one sentence; absent where there is none. */
  guarantee: z.string().optional(),
});
export type Control = z.infer<typeof controlSchema>;

const controlGroupSchema = z.object({ title: z.string(), controls: z.array(controlSchema) });
export type ControlGroup = z.infer<typeof controlGroupSchema>;

/** What the page can have done: each is the command `tiller.` and this name. */
export const pageCommandSchema = z.enum([
  "continue",
  "write",
  "rewrite",
  "variants",
  "retry",
  "stop",
  "savePreset",
  "saveSelectionToDocument",
  "useDocumentSelection",
  "showReport",
  "chooseModel",
  "getBetterModel",
]);
export type PageCommand = z.infer<typeof pageCommandSchema>;

/** The page's own words, in the person's language. `{0}` stands for a value. */
const textsSchema = z.object({
  hint: z.string(),
  more: z.string(),
  prompt: z.string(),
  tell: z.string(),
  tellHelp: z.string(),
  preset: z.string(),
  noPreset: z.string(),
  savePresetHelp: z.string(),
  strength: z.string(),
  strengthOf: z.string(),
  calibrated: z.string(),
  guarantee: z.string(),
  guaranteeOf: z.string(),
  anyNumber: z.string(),
  /** `{0}`: the argument, `{1}`: the constraint. */
  argumentOf: z.string(),
  removeWord: z.string(),
  effects: z.string(),
  starter: z.string(),
  commands: z.record(pageCommandSchema, z.string()),
  variants: z.string(),
  held: z.string(),
  notHeld: z.string(),
  /** `{0}`: which text, `{1}` and `{2}`: how many held and how many did not. */
  receiptSpoken: z.string(),
  notHeldLine: z.string(),
  showPlace: z.string(),
  showPlaceOf: z.string(),
});
export type Texts = z.infer<typeof textsSchema>;

/** What can be switched on and how it is called: does not change while the page lives. */
const layoutSchema = z.object({
  /** Always in view. */
  groups: z.array(controlGroupSchema),
  /** Folded away until asked for. */
  moreGroups: z.array(controlGroupSchema),
  texts: textsSchema,
});
export type Layout = z.infer<typeof layoutSchema>;

const receiptLineSchema = z.object({
  label: z.string(),
  held: z.boolean(),
  reason: z.string(),
  /** Whether the fault has a place that can be shown. */
  hasPlace: z.boolean(),
});
export type ReceiptLine = z.infer<typeof receiptLineSchema>;

/** One of several texts for the same place, beside the others. */
const variantSchema = z.object({
  /** "0.5": how much of the dials it was steered with. */
  title: z.string(),
  /** "0.5, lighter, variant 2 of 4"; begins with the title. */
  spoken: z.string(),
  /** In the order of the lines. */
  held: z.array(z.boolean()),
});
export type Variant = z.infer<typeof variantSchema>;

/** What came of the text that was written or checked last. */
const lastTextSchema = z.object({
  title: z.string(),
  /** "2 of 3 held"; absent when nothing was asked for. */
  summary: z.string().optional(),
  lines: z.array(receiptLineSchema),
  /** All texts for the place, where there are several. */
  variants: z.array(variantSchema),
  /** Which of them is in the document. */
  shown: z.int(),
  /** One sentence each. */
  notes: z.array(z.string()),
  /** Whether the last of the notes is that it was cut off, and it may go on from there. */
  isCutOff: z.boolean(),
});
export type LastText = z.infer<typeof lastTextSchema>;

/** What steering one constraint does on this model. */
const effectSchema = z.object({
  /** "0 → 100 %". */
  summary: z.string(),
  /** The same in a sentence. */
  help: z.string(),
});
export type Effect = z.infer<typeof effectSchema>;

/** One sentence, and at most one thing to do about it. */
const noteSchema = z.object({ message: z.string(), action: z.string().optional() });

/** Everything that changes. Sent whole, because it is small and then cannot be out of step. */
const stateSchema = z.object({
  selection: selectionSchema,
  /** Where the selection comes from, if not from this page. */
  origin: z.string().optional(),
  presets: z.array(z.object({ name: z.string(), isCurrent: z.boolean() })),
  conflicts: z.array(z.object({ ids: z.array(z.string()), reason: z.string() })),
  /** By constraint id, as far as it is known. */
  effects: z.record(z.string(), effectSchema),
  /** Why nothing is known of any effect. */
  noEffects: noteSchema.optional(),
  activity: z
    .object({ message: z.string(), fraction: z.number().min(0).max(1).optional() })
    .optional(),
  problem: noteSchema.optional(),
  lastText: lastTextSchema.optional(),
  /** Those that make sense now. */
  commands: z.array(pageCommandSchema),
  model: z
    .object({
      name: z.string(),
      /** Device and speed, as far as they are known. */
      details: z.string(),
      /** For the tooltip. */
      path: z.string(),
      /** What was done to make it fit into memory, in one sentence. */
      note: z.string().optional(),
    })
    .optional(),
});
export type SidebarState = z.infer<typeof stateSchema>;

/** Extension to page. */
export const toPageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("layout"), layout: layoutSchema }),
  z.object({ type: z.literal("state"), state: stateSchema }),
]);
export type ToPage = z.infer<typeof toPageSchema>;

/** Page to extension. */
export const fromPageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("select"), change: selectionChangeSchema }),
  z.object({ type: z.literal("run"), command: pageCommandSchema }),
  z.object({ type: z.literal("apply-preset"), name: z.string() }),
  /** Where the fault is of which a line of the receipt tells. */
  z.object({ type: z.literal("show-place"), line: z.int().nonnegative() }),
  /** Another of the texts for the same place. */
  z.object({ type: z.literal("show-variant"), index: z.int().nonnegative() }),
  /** A text that was cut off is to go on from its end. */
  z.object({ type: z.literal("go-on") }),
  /** The action that goes with the problem in view. */
  z.object({ type: z.literal("resolve") }),
  /** The action that goes with unknown effects. */
  z.object({ type: z.literal("measure") }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;
