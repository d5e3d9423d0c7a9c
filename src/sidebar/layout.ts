/** What the sidebar offers, made from the constraints' declarations. */
import * as vscode from "vscode";
import * as z from "zod";
import type { Declaration, Family } from "../constraints/constraint.js";
import { declarations, findDeclaration } from "../constraints/declarations.js";
import type { Layout, NumberField, Switch, SwitchGroup, WordList } from "./messages.js";

const INCLUDE = "keywords:existence";
const EXCLUDE = "keywords:forbidden_words";
const LANGUAGE = "language:response_language";

/** In view from the start; whatever else there is waits in a fold, so that a newcomer sees a few. */
const FIRST = new Set([
  "change_case:english_capital",
  "change_case:english_lowercase",
  "punctuation:no_comma",
  "detectable_format:number_bullet_lists",
  "detectable_format:json_format",
  "length_constraints:concise",
  "length_constraints:verbose",
]);

/** Those that have a field of their own instead of a switch. */
const FIELDS = new Set([INCLUDE, EXCLUDE, LANGUAGE]);

const LANGUAGES = ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr", "ja", "zh"];

export function sidebarLayout(): Layout {
  const switches = declarations.filter(({ id }) => !FIELDS.has(id));
  return {
    groups: grouped(switches.filter(({ id }) => FIRST.has(id))),
    moreGroups: grouped(switches.filter(({ id }) => !FIRST.has(id))),
    wordLists: [
      wordList(INCLUDE, "keywords", vscode.l10n.t("Add a word to include")),
      wordList(EXCLUDE, "forbidden_words", vscode.l10n.t("Add a word to exclude")),
    ],
    language: { id: LANGUAGE, argument: "language", choices: languageChoices() },
    texts: {
      hint: vscode.l10n.t(
        "Switch something on, put the cursor where the text should go on, and press Continue Writing (Shift+Alt+Enter unless you changed it).",
      ),
      more: vscode.l10n.t("More"),
      words: vscode.l10n.t("Words"),
      removeWord: vscode.l10n.t("Remove {0}"),
      language: vscode.l10n.t("Language"),
      anyLanguage: vscode.l10n.t("Any language"),
      prompt: vscode.l10n.t("Prompt"),
      tell: vscode.l10n.t("Also tell the model"),
      tellHelp: vscode.l10n.t("Steering and telling together follow best."),
      strength: vscode.l10n.t("Strength"),
      strengthOf: vscode.l10n.t("Strength of {0}"),
      calibrated: vscode.l10n.t("calibrated"),
      number: vscode.l10n.t("Number"),
      numberOf: vscode.l10n.t("Number for {0}"),
      continueWriting: vscode.l10n.t("Continue Writing"),
      stop: vscode.l10n.t("Stop"),
      lastText: vscode.l10n.t("Last text"),
      held: vscode.l10n.t("held"),
      notHeld: vscode.l10n.t("not held"),
    },
  };
}

/** One group per family, in the order in which the declarations name them. */
function grouped(members: readonly Declaration[]): SwitchGroup[] {
  const families = [...new Set(members.map(({ family }) => family))];
  return families.map((family) => ({
    title: familyTitle(family),
    switches: members.filter((member) => member.family === family).map(asSwitch),
  }));
}

function familyTitle(family: Family): string {
  switch (family) {
    case "case":
      return vscode.l10n.t("Case");
    case "content":
      return vscode.l10n.t("Content");
    case "format":
      return vscode.l10n.t("Format");
    case "keywords":
      return vscode.l10n.t("Words");
    case "language":
      return vscode.l10n.t("Language");
    case "length":
      return vscode.l10n.t("Length");
    case "shape":
      return vscode.l10n.t("Shape");
  }
}

function asSwitch(declaration: Declaration): Switch {
  const number = numberField(declaration);
  return {
    id: declaration.id,
    label: vscode.l10n.t(declaration.label),
    help: vscode.l10n.t(declaration.help),
    ...(number && { number }),
  };
}

const argumentsSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});
const wholeNumberSchema = z.object({
  type: z.literal("integer"),
  minimum: z.int(),
  maximum: z.int(),
  default: z.int().optional(),
});

/** The number to begin with where a constraint needs one and declares none. */
const INITIAL_NUMBER = 3;

/** The constraint's number, read from the schema of its arguments so that it is declared once. */
function numberField({ args }: Declaration): NumberField | undefined {
  const { properties, required } = argumentsSchema.parse(z.toJSONSchema(args, { io: "input" }));
  for (const [name, property] of Object.entries(properties)) {
    const number = wholeNumberSchema.safeParse(property);
    if (!number.success) continue;
    const { minimum: min, maximum: max } = number.data;
    const initial =
      number.data.default ??
      (required.includes(name) ? Math.min(Math.max(INITIAL_NUMBER, min), max) : undefined);
    const placeholder = vscode.l10n.t("any");
    return { name, min, max, placeholder, ...(initial !== undefined && { initial }) };
  }
  return undefined;
}

function wordList(id: string, argument: string, placeholder: string): WordList {
  const { label, help } = findDeclaration(id);
  return { id, argument, label: vscode.l10n.t(label), help: vscode.l10n.t(help), placeholder };
}

function languageChoices(): Layout["language"]["choices"] {
  const names = new Intl.DisplayNames([vscode.env.language, "en"], { type: "language" });
  return LANGUAGES.map((code) => ({ code, name: names.of(code) ?? code }));
}
