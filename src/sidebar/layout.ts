/** What the sidebar offers, made from the constraints' declarations. */
import * as vscode from "vscode";
import type { Declaration, Family, GuaranteeKind } from "../constraints/constraint.js";
import { declarations, findDeclaration } from "../constraints/declarations.js";
import { controlFor } from "./control.js";
import type { Control, ControlGroup, Layout, WordList } from "./messages.js";

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

/** Those that are shown in their own way. */
const OWN_WAY = new Set([INCLUDE, EXCLUDE, LANGUAGE]);

const LANGUAGES = ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr", "ja", "zh"];

export function sidebarLayout(): Layout {
  const others = declarations.filter(({ id }) => !OWN_WAY.has(id));
  return {
    groups: grouped(others.filter(({ id }) => FIRST.has(id))),
    moreGroups: grouped(others.filter(({ id }) => !FIRST.has(id))),
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
      guarantee: vscode.l10n.t("Guarantee"),
      guaranteeOf: vscode.l10n.t("Guarantee {0}"),
      number: vscode.l10n.t("Number"),
      anyNumber: vscode.l10n.t("any"),
      numberOf: vscode.l10n.t("Number for {0}"),
      relationOf: vscode.l10n.t("Relation for {0}"),
      continueWriting: vscode.l10n.t("Continue Writing"),
      stop: vscode.l10n.t("Stop"),
      lastText: vscode.l10n.t("Last text"),
      held: vscode.l10n.t("held"),
      notHeld: vscode.l10n.t("not held"),
    },
  };
}

/** One group per family, in the order in which the declarations name them. */
function grouped(members: readonly Declaration[]): ControlGroup[] {
  const families = [...new Set(members.map(({ family }) => family))];
  return families.map((family) => ({
    title: familyTitle(family),
    controls: members.filter((member) => member.family === family).map(translated),
  }));
}

function translated(declaration: Declaration): Control {
  const control = controlFor(declaration);
  const options = control.choice?.options.map(({ value, label }) => ({
    value,
    label: vscode.l10n.t(label),
  }));
  return {
    ...control,
    label: vscode.l10n.t(control.label),
    help: vscode.l10n.t(control.help),
    ...(control.choice && options && { choice: { ...control.choice, options } }),
    ...guaranteeOf(declaration),
  };
}

function guaranteeOf({ guarantee }: Declaration): { guarantee?: string } {
  return guarantee === undefined ? {} : { guarantee: guaranteeHelp(guarantee) };
}

function guaranteeHelp(kind: GuaranteeKind): string {
  switch (kind) {
    case "grammar":
      return vscode.l10n.t("Nothing can be written that does not fit the format.");
    case "stop":
      return vscode.l10n.t("The text ends where the number is reached, and not before.");
    case "ban":
      return vscode.l10n.t("A word that comes up is replaced before it is shown.");
  }
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

function wordList(id: string, argument: string, placeholder: string): WordList {
  const declaration = findDeclaration(id);
  return {
    id,
    argument,
    label: vscode.l10n.t(declaration.label),
    help: vscode.l10n.t(declaration.help),
    placeholder,
    ...guaranteeOf(declaration),
  };
}

function languageChoices(): Layout["language"]["choices"] {
  const names = new Intl.DisplayNames([vscode.env.language, "en"], { type: "language" });
  return LANGUAGES.map((code) => ({ code, name: names.of(code) ?? code }));
}
