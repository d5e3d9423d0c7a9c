/** The command that leads from the starter to a better model: which there are, and what comes of choosing one. */
import * as vscode from "vscode";
import { modelName } from "../models/model-name.js";
import { asText } from "../workbench/as-text.js";
import { type BetterChoice, betterChoices, type KnownMachine } from "./better-choices.js";
import { type ChoosingParts, findModels } from "./choose-model.js";
import { bring, type DownloadParts } from "./download-command.js";
import { picked } from "./picked.js";
import type { StarterSpeed } from "./starter-speed.js";

type BetterItem = vscode.QuickPickItem & { choice?: BetterChoice };

export interface BetterModelParts extends ChoosingParts, DownloadParts {
  readonly speed: StarterSpeed;
}

/** Registers `Tiller: Get a Better Model...`. */
export function registerBetterModel(parts: BetterModelParts): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.getBetterModel", async () => {
    const choice = await pickBetter(parts);
    if (!choice) return;
    const path = choice.path ?? (await bring(choice.source, parts));
    if (path !== undefined) await switchTo(path, parts);
  });
}

/** Opens at once; what is known of this machine is added as it becomes known. */
async function pickBetter(parts: BetterModelParts): Promise<BetterChoice | undefined> {
  const { engine, speed } = parts;
  const pick = vscode.window.createQuickPick<BetterItem>();
  const closed = new AbortController();
  const { signal } = closed;
  const machine: KnownMachine = { devices: undefined, measured: undefined, found: [] };
  const show = () => {
    if (signal.aborted) return;
    const [active] = pick.activeItems;
    // Who has not moved is at the best model that fits, also when it is another one now.
    const hasMoved = active !== undefined && active !== pick.items[0];
    pick.items = items(machine);
    const chosen = pick.items.find(({ choice }) => choice?.source === active?.choice?.source);
    const [first] = pick.items;
    const focused = hasMoved ? chosen : first;
    if (focused?.choice) pick.activeItems = [focused];
  };
  pick.title = vscode.l10n.t("Get a Better Model");
  pick.placeholder = vscode.l10n.t(
    "Choose the model to download and write with; the best one is first",
  );
  pick.matchOnDetail = true;
  pick.busy = true;
  show();
  pick.show();
  const looked = [
    engine.request({ kind: "devices" }, { signal }).then(({ result }) => {
      machine.devices = result?.devices;
    }),
    findModels(parts, signal).then((models = []) => {
      machine.found = models;
    }),
    speed.measure(signal).then((measured) => {
      machine.measured = measured;
    }),
  ];
  // Without one of them, the list only says less.
  void Promise.all(looked.map((one) => one.then(show, () => {}))).then(() => {
    if (!signal.aborted) pick.busy = false;
  });
  return (await picked(pick, closed))?.choice;
}

function items(machine: KnownMachine): BetterItem[] {
  const { fitting, others } = betterChoices(machine);
  return [
    ...fitting.map(item),
    ...(others.length > 0
      ? [separator(vscode.l10n.t("Too Large for This Machine Right Now"))]
      : []),
    ...others.map(item),
  ];
}

function item(choice: BetterChoice): BetterItem {
  const { name, detail, path } = choice;
  return {
    label: name,
    detail,
    ...(path !== undefined && { description: vscode.l10n.t("on this machine") }),
    choice,
  };
}

function separator(label: string): BetterItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** What writes from now on is said, and can be taken back. */
async function switchTo(path: string, { model }: BetterModelParts): Promise<void> {
  const before = { path: model.path, name: model.name };
  await model.use(path);
  if (before.path === path) return;
  const back = vscode.l10n.t("Go Back to {0}", before.name);
  const answer = await vscode.window.showInformationMessage(
    asText(vscode.l10n.t("{0} writes from now on.", await modelName(path))),
    asText(back),
  );
  if (answer !== undefined) await model.use(before.path);
}
