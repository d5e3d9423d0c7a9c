/** Asks for a constraint's arguments, one after the other, without the sidebar's page. */
import * as vscode from "vscode";
import { findDeclaration } from "../constraints/declarations.js";
import { asText } from "../workbench/as-text.js";
import type { Control, Field, FieldOf } from "./messages.js";

type Arguments = Record<string, unknown>;

/**
 * @param before what the constraint has, or begins with
 * @returns undefined when the person gave up
 */
export async function askForArguments(
  { id, label, needed, fields }: Control,
  before: Arguments,
): Promise<Arguments | undefined> {
  let args = before;
  for (const field of [...(needed ? [needed] : []), ...fields]) {
    const { [field.name]: present, ...others } = withDefaults(id, args);
    const answer =
      field.kind === "choice"
        ? await choose(label, field, present)
        : await ask(label, field, present, (value) =>
            faultIn(id, field, given(others, field, value)),
          );
    if (!answer) return undefined;
    args = given(others, field, answer.value);
  }
  return args;
}

interface Answer {
  /** Undefined where the argument is left out. */
  readonly value: unknown;
}

async function choose(
  title: string,
  { label, options }: FieldOf<"choice">,
  present: unknown,
): Promise<Answer | undefined> {
  // The first is what Enter takes.
  const sorted = [...options].sort(
    (a, b) => Number(b.value === present) - Number(a.value === present),
  );
  const items = sorted.map(({ value, label }) => ({ label, value }));
  return vscode.window.showQuickPick(items, { title, placeHolder: label });
}

async function ask(
  title: string,
  field: Exclude<Field, { kind: "choice" }>,
  present: unknown,
  fault: (value: unknown) => string | undefined,
): Promise<Answer | undefined> {
  const given = await vscode.window.showInputBox({
    title,
    prompt: promptFor(field),
    value: shown(present),
    validateInput: (text) => fault(valueIn(field, text)),
  });
  return given === undefined ? undefined : { value: valueIn(field, given) };
}

function promptFor(field: Exclude<Field, { kind: "choice" }>): string {
  switch (field.kind) {
    case "number":
      return field.optional
        ? vscode.l10n.t(
            "{0}: from {1} to {2}, or leave it empty for any",
            field.label,
            field.min,
            field.max,
          )
        : vscode.l10n.t("{0}: from {1} to {2}", field.label, field.min, field.max);
    case "list":
      return vscode.l10n.t("{0}, separated by commas", field.label);
    case "text":
      return field.label;
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((one) => String(one).replaceAll(",", "\\,")).join(", ");
  }
  return value === undefined ? "" : String(value);
}

/** What was typed, as the constraint takes it; nothing typed is nothing given. */
function valueIn({ kind }: Field, typed: string): unknown {
  const text = typed.trim();
  if (text === "") return undefined;
  if (kind === "number") return Number(text);
  if (kind === "text") return text;
  return text
    .split(/(?<!\\),/)
    .map((one) => one.replaceAll("\\,", ",").trim())
    .filter((one) => one !== "");
}

function given(args: Arguments, { name }: Field, value: unknown): Arguments {
  return value === undefined ? args : { ...args, [name]: value };
}

/** What is wrong with one argument, whatever may be missing beside it. */
function faultIn(id: string, field: Field, args: Arguments): string | undefined {
  const { error } = findDeclaration(id).args.safeParse(args);
  const issue = error?.issues.find(({ path }) => path[0] === field.name);
  if (!issue) return undefined;
  return field.kind === "number"
    ? vscode.l10n.t("Enter a whole number from {0} to {1}.", field.min, field.max)
    : asText(vscode.l10n.t("This cannot be used: {0}", issue.message));
}

function withDefaults(id: string, args: Arguments): Arguments {
  return findDeclaration(id).args.safeParse(args).data ?? args;
}
