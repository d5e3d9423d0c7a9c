/** What the sidebar offers, made from the constraints' declarations. */
import * as vscode from "vscode";
import { families } from "../constraints/declarations.js";
import type { Declaration, GuaranteeKind } from "../constraints/definition/constraint.js";
import { controlFor } from "./control.js";
import type { Control, ControlGroup, Field, Layout } from "./messages.js";
import { pageTexts } from "./texts.js";

/** All controls and words of the page, in the person's language. */
export function sidebarLayout(): Layout {
  return {
    groups: groupsOf(({ inView }) => inView === true),
    moreGroups: groupsOf(({ inView }) => inView !== true),
    texts: pageTexts(),
  };
}

/** One group per family, of its constraints that are wanted. */
function groupsOf(isWanted: (declaration: Declaration) => boolean): ControlGroup[] {
  return families
    .map(({ title, declarations }) => ({
      title: vscode.l10n.t(title),
      controls: declarations.filter(isWanted).map(translated),
    }))
    .filter(({ controls }) => controls.length > 0);
}

function translated(declaration: Declaration): Control {
  const control = controlFor(declaration);
  const field = (one: Field) => translatedField(declaration, one);
  return {
    ...control,
    label: vscode.l10n.t(control.label),
    help: vscode.l10n.t(control.help),
    ...(control.needed && { needed: field(control.needed) }),
    fields: control.fields.map(field),
    ...guaranteeOf(declaration),
  };
}

function translatedField(declaration: Declaration, field: Field): Field {
  const { argumentLabels, placeholder = "", offeredLanguages } = declaration;
  const label = vscode.l10n.t(argumentLabels[field.name] ?? field.name);
  if (offeredLanguages) {
    const options = languageOptions(offeredLanguages);
    return { kind: "choice", name: field.name, label, options, none: vscode.l10n.t(placeholder) };
  }
  switch (field.kind) {
    case "choice": {
      const options = field.options.map(({ value }) => ({ value, label: vscode.l10n.t(value) }));
      return { ...field, label, options };
    }
    case "list":
      return { ...field, label, placeholder: vscode.l10n.t(placeholder) };
    default:
      return { ...field, label };
  }
}

function languageOptions(codes: readonly string[]): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([vscode.env.language, "en"], { type: "language" });
  return codes.map((code) => ({ value: code, label: names.of(code) ?? code }));
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
