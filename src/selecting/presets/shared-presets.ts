/** The presets in `.vscode/tiller-presets.json` of each folder of the workspace. */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import * as z from "zod";
import type { Problem } from "../../writing/state/writing-state.js";
import { PresetError, type SharedPresets } from "./presets.js";
import { type NamedSelection, readPresets, writtenPreset } from "./written-presets.js";

const FOLDER = ".vscode";
const FILE = `${FOLDER}/tiller-presets.json`;

/** Presets are small; what is larger is something else. */
const MOST_BYTES = 1024 * 1024;

const fileSchema = z.looseObject({ presets: z.array(z.unknown()) });
type File = z.infer<typeof fileSchema>;

/** Read when the workspace is opened, and again whenever a file changes or the workspace is trusted. */
export class PresetFiles
  extends EventEmitter<{ change: [] }>
  implements SharedPresets, vscode.Disposable
{
  private known: readonly NamedSelection[] = [];
  private reading: Promise<void> = Promise.resolve();
  private readonly watching: vscode.Disposable;

  /** @param report is told what is wrong in a file */
  constructor(private readonly report: (problem: Problem) => void) {
    super();
    const read = () => this.read();
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${FILE}`);
    this.watching = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(read),
      watcher.onDidChange(read),
      watcher.onDidDelete(read),
      vscode.workspace.onDidChangeWorkspaceFolders(read),
      vscode.workspace.onDidGrantWorkspaceTrust(read),
    );
    void this.read();
  }

  get presets(): readonly NamedSelection[] {
    return this.known;
  }

  /**
   * Adds presets to a folder's file, in place of those with their names; all else in it stays.
   *
   * @returns the file
   * @throws PresetError if the file that is there cannot be read
   */
  async share(folder: vscode.WorkspaceFolder, presets: readonly NamedSelection[]) {
    const uri = vscode.Uri.joinPath(folder.uri, FILE);
    const file = (await readFile(folder.uri)) ?? { presets: [] };
    const written = presets.map(writtenPreset);
    const isReplaced = (one: unknown) =>
      written.some(({ name }) => name === (one as { name?: unknown } | null)?.name);
    const all = [...file.presets.filter((one) => !isReplaced(one)), ...written];
    const text = `${JSON.stringify({ ...file, presets: all }, undefined, 2)}\n`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await this.read();
    return uri;
  }

  dispose(): void {
    this.watching.dispose();
  }

  /** One after the other, so that what was read last is what counts. */
  private read(): Promise<void> {
    this.reading = this.reading.then(async () => {
      const read = await Promise.all(
        (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => this.readFolder(uri)),
      );
      const presets = read.flat();
      if (JSON.stringify(presets) === JSON.stringify(this.known)) return;
      this.known = presets;
      this.emit("change");
    });
    return this.reading;
  }

  private async readFolder(folder: vscode.Uri): Promise<NamedSelection[]> {
    const uri = vscode.Uri.joinPath(folder, FILE);
    try {
      const file = await readFile(folder);
      const { presets, faults } = readPresets(file?.presets ?? []);
      const [fault] = faults;
      if (fault !== undefined) {
        this.report({ message: vscode.l10n.t("In {0}: {1}", FILE, fault), action: open(uri) });
      }
      return presets;
    } catch (error) {
      if (!(error instanceof PresetError)) throw error;
      this.report({ message: error.message, action: open(uri) });
      return [];
    }
  }
}

/**
 * @returns undefined where there is no file
 * @throws PresetError for what is no file of presets, or leads out of a workspace that is not trusted
 */
async function readFile(folder: vscode.Uri): Promise<File | undefined> {
  const uri = vscode.Uri.joinPath(folder, FILE);
  const stat = await statOf(uri);
  if (!stat) return undefined;
  const parent = await statOf(vscode.Uri.joinPath(folder, FOLDER));
  if (!vscode.workspace.isTrusted && (isLink(stat) || isLink(parent))) {
    throw new PresetError(
      vscode.l10n.t(
        "{0} links to another place; Tiller will not follow the link until you trust this workspace.",
        vscode.workspace.asRelativePath(uri),
      ),
    );
  }
  try {
    // A pipe would be waited for, and a device be read without end.
    const isPlain = (stat.type & vscode.FileType.File) !== 0 && stat.size <= MOST_BYTES;
    const text = isPlain ? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) : "";
    return fileSchema.parse(JSON.parse(text));
  } catch {
    throw new PresetError(
      vscode.l10n.t(
        '{0} is not JSON of the form {"presets": [...]}.',
        vscode.workspace.asRelativePath(uri),
      ),
    );
  }
}

/** @returns undefined for what is not there */
async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

function isLink(stat: vscode.FileStat | undefined): boolean {
  return stat !== undefined && (stat.type & vscode.FileType.SymbolicLink) !== 0;
}

function open(uri: vscode.Uri): NonNullable<Problem["action"]> {
  return {
    title: vscode.l10n.t("Open File"),
    run: () => vscode.commands.executeCommand("vscode.open", uri),
  };
}
