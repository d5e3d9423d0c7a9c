/**
 * Every message between the extension and the sidebar's page, declared once; both ends parse.
 *
 * The extension owns all state. The page asks for changes and shows what it is sent; it is sent
 * nothing before it has said that it is ready.
 */
import * as z from "zod";
import { activeConstraintSchema, selectionSchema } from "../constraints/selection.js";

/** A whole number that a constraint takes, such as how many bullets. */
const numberFieldSchema = z.object({
  name: z.string(),
  min: z.int(),
  max: z.int(),
  /** Whether the constraint can do without. */
  optional: z.boolean(),
});
export type NumberField = z.infer<typeof numberFieldSchema>;

/** One of a few words that a constraint takes, such as "at least". */
const choiceFieldSchema = z.object({
  name: z.string(),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
});
export type ChoiceField = z.infer<typeof choiceFieldSchema>;

/** A constraint as it is shown: as a switch, or as the field for the text that it cannot do without. */
const controlSchema = z.object({
  id: z.string(),
  label: z.string(),
  help: z.string(),
  /** What it begins with when it is switched on. */
  initialArguments: z.record(z.string(), z.unknown()),
  /** Name of the text that it cannot do without: with the text it is on, without it off. */
  text: z.string().optional(),
  number: numberFieldSchema.optional(),
  choice: choiceFieldSchema.optional(),
  /** What its guarantee does, in one sentence; absent where there is none. */
  guarantee: z.string().optional(),
});
export type Control = z.infer<typeof controlSchema>;

const controlGroupSchema = z.object({ title: z.string(), controls: z.array(controlSchema) });
export type ControlGroup = z.infer<typeof controlGroupSchema>;

/** A constraint whose argument is a list of words. */
const wordListSchema = z.object({
  id: z.string(),
  argument: z.string(),
  label: z.string(),
  help: z.string(),
  placeholder: z.string(),
  /** As for a control. */
  guarantee: z.string().optional(),
});
export type WordList = z.infer<typeof wordListSchema>;

/** The page's own words, in the person's language. `{0}` stands for a value. */
const textsSchema = z.object({
  hint: z.string(),
  more: z.string(),
  words: z.string(),
  removeWord: z.string(),
  language: z.string(),
  anyLanguage: z.string(),
  prompt: z.string(),
  tell: z.string(),
  tellHelp: z.string(),
  strength: z.string(),
  strengthOf: z.string(),
  calibrated: z.string(),
  guarantee: z.string(),
  guaranteeOf: z.string(),
  number: z.string(),
  numberOf: z.string(),
  anyNumber: z.string(),
  relationOf: z.string(),
  continueWriting: z.string(),
  stop: z.string(),
  lastText: z.string(),
  held: z.string(),
  notHeld: z.string(),
});
export type Texts = z.infer<typeof textsSchema>;

/** What can be switched on and how it is called: does not change while the page lives. */
const layoutSchema = z.object({
  /** Always in view. */
  groups: z.array(controlGroupSchema),
  /** Folded away until asked for. */
  moreGroups: z.array(controlGroupSchema),
  wordLists: z.array(wordListSchema),
  language: z.object({
    id: z.string(),
    argument: z.string(),
    choices: z.array(z.object({ code: z.string(), name: z.string() })),
  }),
  texts: textsSchema,
});
export type Layout = z.infer<typeof layoutSchema>;

const receiptLineSchema = z.object({
  label: z.string(),
  held: z.boolean(),
  reason: z.string(),
});

/** What came of the last text. */
const lastTextSchema = z.object({
  /** "2 of 3 held"; absent when nothing was asked for. */
  summary: z.string().optional(),
  lines: z.array(receiptLineSchema),
  /** One sentence each. */
  notes: z.array(z.string()),
});
export type LastText = z.infer<typeof lastTextSchema>;

/** Everything that changes. Sent whole, because it is small and then cannot be out of step. */
const stateSchema = z.object({
  selection: selectionSchema,
  conflicts: z.array(z.object({ ids: z.array(z.string()), reason: z.string() })),
  activity: z
    .object({ message: z.string(), fraction: z.number().min(0).max(1).optional() })
    .optional(),
  problem: z.object({ message: z.string(), action: z.string().optional() }).optional(),
  lastText: lastTextSchema.optional(),
  /** Model, device and speed, as far as they are known, and in full for the tooltip. */
  model: z.object({ summary: z.string(), path: z.string() }).optional(),
});
export type SidebarState = z.infer<typeof stateSchema>;

/** Extension to page. */
export const toPageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("layout"), layout: layoutSchema }),
  z.object({ type: z.literal("state"), state: stateSchema }),
]);
export type ToPage = z.infer<typeof toPageSchema>;

const { id, args, dial, guarantee } = activeConstraintSchema.unwrap().shape;

/** One change of the selection. */
export const selectionChangeSchema = z.discriminatedUnion("change", [
  /** On, with these arguments; a constraint that is on already keeps its dial. */
  z.object({ change: z.literal("on"), id, args }),
  z.object({ change: z.literal("off"), id }),
  z.object({ change: z.literal("dial"), id, dial: dial.unwrap() }),
  z.object({ change: z.literal("guarantee"), id, guarantee: guarantee.unwrap() }),
  z.object({ change: z.literal("tell"), tell: z.boolean() }),
]);
export type SelectionChange = z.infer<typeof selectionChangeSchema>;

/** Page to extension. */
export const fromPageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("select"), change: selectionChangeSchema }),
  z.object({ type: z.literal("continue") }),
  z.object({ type: z.literal("stop") }),
  /** The action that goes with the problem in view. */
  z.object({ type: z.literal("resolve") }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;
