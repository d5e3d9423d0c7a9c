/** What the sidebar offers, made from the constraints' declarations. */
import * as vscode from "vscode";
import { declarations } from "../constraints/declarations.js";
import type { Declaration, Family, GuaranteeKind } from "../constraints/definition/constraint.js";
import { argumentLabel, listPlaceholder } from "./argument-labels.js";
import { controlFor } from "./control.js";
import type { Control, ControlGroup, Field, Layout } from "./messages.js";
import { pageTexts } from "./texts.js";

/** In view from the start; whatever else there is waits in a fold, so that a newcomer sees a few. */
const FIRST = new Set([
  "change_case:english_capital",
  "change_case:english_lowercase",
  "punctuation:no_comma",
  "detectable_format:number_bullet_lists",
  "detectable_format:json_format",
  "length_constraints:concise",
  "length_constraints:verbose",
  "keywords:existence",
  "keywords:forbidden_words",
  "language:response_language",
]);

/** Those that a person is offered; a language may be named in other ways. */
const LANGUAGES = ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr", "ja", "zh"];

/** All controls and words of the page, in the person's language. */
export function sidebarLayout(): Layout {
  return {
    groups: grouped(declarations.filter(({ id }) => FIRST.has(id))),
    moreGroups: grouped(declarations.filter(({ id }) => !FIRST.has(id))),
    texts: pageTexts(),
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
  const field = (one: Field) => translatedField(control.id, one);
  return {
    ...control,
    label: vscode.l10n.t(control.label),
    help: vscode.l10n.t(control.help),
    ...(control.needed && { needed: field(control.needed) }),
    fields: control.fields.map(field),
    ...guaranteeOf(declaration),
  };
}

function translatedField(id: string, field: Field): Field {
  if (field.name === "language") return languageField(field.name);
  const label = argumentLabel(id, field);
  switch (field.kind) {
    case "choice": {
      const options = field.options.map(({ value }) => ({ value, label: vscode.l10n.t(value) }));
      return { ...field, label, options };
    }
    case "list":
      return { ...field, label, placeholder: listPlaceholder(id) };
    default:
      return { ...field, label };
  }
}

function languageField(name: string): Field {
  const names = new Intl.DisplayNames([vscode.env.language, "en"], { type: "language" });
  return {
    kind: "choice",
    name,
    label: vscode.l10n.t("Language"),
    options: LANGUAGES.map((code) => ({ value: code, label: names.of(code) ?? code })),
    none: vscode.l10n.t("Any language"),
  };
}

function guaranteeOf({ guarantee }: Declaration): { guarantee?: string } {
  return guarantee === undefined ? {} : { guarantee: guaranteeHelp(guarantee) };
}

function guaranteeHelp(kind: GuaranteeKind): string {
  switch (kind) {
    case "grammar":
      return vscode.l10n.t("Only text that fits the format can be written.");
    case "stop":
      return vscode.l10n.t("The text ends when the number is reached, not before.");
    case "ban":
      return vscode.l10n.t("If an excluded word comes up, it is replaced before it is shown.");
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
