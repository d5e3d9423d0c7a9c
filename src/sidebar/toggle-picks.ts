/** The lists from which a person toggles constraints without the sidebar's page. */
import * as vscode from "vscode";
import type { ActiveConstraint, Selection } from "../constraints/selection.js";
import { describeArguments } from "../selecting/describe.js";
import { asText } from "../workbench/as-text.js";
import { sidebarLayout } from "./layout.js";
import type { Control } from "./messages.js";

/** All constraints, by family; those that are on are checked, and say how they are. */
export async function askForConstraint({ constraints }: Selection): Promise<Control | undefined> {
  const { groups, moreGroups } = sidebarLayout();
  const all = [...groups, ...moreGroups];
  const titles = [...new Set(all.map(({ title }) => title))];
  const items = titles.flatMap((title) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...all
      .filter((group) => group.title === title)
      .flatMap(({ controls }) => controls)
      .map((control) => itemOf(control, constraints)),
  ]);
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Toggle Constraint"),
    placeHolder: vscode.l10n.t("Choose what to switch on, off or to another value"),
    matchOnDetail: true,
  });
  return chosen && "control" in chosen ? chosen.control : undefined;
}

function itemOf(control: Control, constraints: readonly ActiveConstraint[]) {
  const { id, label, help: detail } = control;
  const active = constraints.find((one) => one.id === id);
  return { label, detail, control, ...(active && { description: stateOf(active) }) };
}

/** "✓ on: 3, exactly, strength 1.2, guaranteed". */
function stateOf(active: ActiveConstraint): string {
  const parts = [
    describeArguments(active),
    active.dial === 1 ? "" : vscode.l10n.t("strength {0}", active.dial),
    active.guarantee ? vscode.l10n.t("guaranteed") : "",
  ].filter((part) => part !== "");
  return parts.length === 0
    ? `$(check) ${vscode.l10n.t("on")}`
    : `$(check) ${asText(vscode.l10n.t("on: {0}", parts.join(", ")))}`;
}

type Wish = "off" | "strength" | "arguments" | "guarantee";

/** What to do with a constraint that is on. */
export async function askWhatToDo(
  { label, needed, fields, guarantee }: Control,
  isGuaranteed: boolean,
): Promise<Wish | undefined> {
  const wish = (wish: Wish, label: string, detail?: string) => ({
    wish,
    label,
    ...(detail !== undefined && { detail }),
  });
  const items = [
    wish("off", vscode.l10n.t("Switch Off")),
    wish("strength", vscode.l10n.t("Set Strength...")),
  ];
  if (needed || fields.length > 0) items.push(wish("arguments", vscode.l10n.t("Change It...")));
  if (guarantee !== undefined) {
    const title = isGuaranteed ? vscode.l10n.t("Only Steer") : vscode.l10n.t("Guarantee");
    items.push(wish("guarantee", title, guarantee));
  }
  return (await vscode.window.showQuickPick(items, { title: label }))?.wish;
}

const STRENGTHS = [1, 0.25, 0.5, 0.75, 1.25, 1.5, 2];

/** @returns a dial from 0 to 2 */
export async function askForStrength({ label }: Control): Promise<number | undefined> {
  const title = vscode.l10n.t("Strength of {0}", label);
  const items = STRENGTHS.map((dial) => ({
    dial,
    label: String(dial),
    ...(dial === 1 && { description: vscode.l10n.t("calibrated") }),
  }));
  const another = { dial: undefined, label: vscode.l10n.t("Another Number...") };
  const chosen = await vscode.window.showQuickPick([...items, another], { title });
  if (!chosen || chosen.dial !== undefined) return chosen?.dial;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("From 0 to 2; 1 is the calibrated strength"),
    validateInput: (text) =>
      isDial(text) ? undefined : vscode.l10n.t("Enter a number from 0 to 2."),
  });
  return typed === undefined ? undefined : Number(typed);
}

function isDial(text: string): boolean {
  const dial = Number(text.trim() || "none");
  return dial >= 0 && dial <= 2;
}
