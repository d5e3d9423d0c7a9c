/** The commands for presets. Each takes the names that it would ask for. */
import * as vscode from "vscode";
import { asText } from "../../workbench/as-text.js";
import type { Problem } from "../../writing/state/writing-state.js";
import type { SelectionStore } from "../selection-store.js";
import { askForPreset, askForPresetName, askForPresets } from "./picks.js";
import { PresetError, type Presets } from "./presets.js";
import type { PresetFiles } from "./shared-presets.js";

export interface PresetCommandParts {
  readonly presets: Presets;
  readonly files: PresetFiles;
  readonly selection: SelectionStore;
  readonly report: (problem: Problem) => void;
}

/** Registers the commands of package.json that concern presets. */
export function registerPresetCommands(parts: PresetCommandParts): vscode.Disposable {
  const { presets, selection, report } = parts;
  const register = (command: string, run: (...given: unknown[]) => Promise<void>) =>
    vscode.commands.registerCommand(command, async (...given: unknown[]) => {
      try {
        await run(...given);
      } catch (error) {
        if (!(error instanceof PresetError)) throw error;
        report({ message: error.message });
      }
    });
  return vscode.Disposable.from(
    register("tiller.applyPreset", async (given) => {
      const name =
        textIn(given) ?? (await askForPreset(presets.list(), vscode.l10n.t("Apply Preset")));
      if (name !== undefined) selection.set(presets.find(name).selection);
    }),
    register("tiller.savePreset", async (given) => {
      const name = textIn(given) ?? (await askForPresetName(presets, vscode.l10n.t("Save Preset")));
      if (name !== undefined) await presets.save(name, selection.current);
    }),
    register("tiller.renamePreset", async (given, givenNew) => {
      const title = vscode.l10n.t("Rename Preset");
      const name = textIn(given) ?? (await askForPreset(ownOf(presets), title));
      if (name === undefined) return;
      const newName = textIn(givenNew) ?? (await askForPresetName(presets, title, name));
      if (newName !== undefined) await presets.rename(name, newName);
    }),
    register("tiller.deletePreset", async (given) => {
      const title = vscode.l10n.t("Delete Preset");
      const name = textIn(given) ?? (await askForPreset(ownOf(presets), title));
      if (name !== undefined) await remove(presets, name);
    }),
    register("tiller.sharePresets", (given) => share(parts, given)),
  );
}

function textIn(given: unknown): string | undefined {
  return typeof given === "string" ? given : undefined;
}

/** @throws PresetError if there are none */
function ownOf(presets: Presets) {
  const own = presets.list().filter(({ source }) => source === "personal");
  if (own.length > 0) return own;
  throw new PresetError(
    vscode.l10n.t('You have no presets of your own yet; make one with "Tiller: Save Preset...".'),
  );
}

async function remove(presets: Presets, name: string): Promise<void> {
  const { selection } = presets.find(name);
  await presets.remove(name);
  const undo = vscode.l10n.t("Undo");
  void vscode.window
    .showInformationMessage(asText(vscode.l10n.t('The preset "{0}" was deleted.', name)), undo)
    .then((answer) => (answer === undo ? presets.save(name, selection) : undefined));
}

/** @param given names, by a keybinding or another extension; without them the person is asked */
async function share({ presets, files }: PresetCommandParts, given: unknown): Promise<void> {
  const own = ownOf(presets);
  const names = Array.isArray(given) ? given : await askForPresets(own, files.presets);
  const chosen = own.filter(({ name }) => names?.includes(name));
  if (chosen.length === 0) return;
  const folder = await askForFolder();
  if (!folder) return;
  const file = await files.share(folder, chosen);
  const open = vscode.l10n.t("Open File");
  void vscode.window
    .showInformationMessage(
      asText(
        vscode.l10n.t(
          "This workspace's presets are in {0}.",
          vscode.workspace.asRelativePath(file),
        ),
      ),
      open,
    )
    .then((answer) => (answer === open ? vscode.window.showTextDocument(file) : undefined));
}

/** @throws PresetError if no folder is open */
async function askForFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!first) {
    throw new PresetError(vscode.l10n.t("Presets are shared in a folder; open one first."));
  }
  return others.length === 0 ? first : vscode.window.showWorkspaceFolderPick();
}
