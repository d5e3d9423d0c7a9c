/** The model files that the person has browsed to: they stay in the list of models. */
import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import type * as vscode from "vscode";

/** The oldest beyond them is forgotten. */
const MOST = 20;

export class BrowsedModels {
  /** VS Code keeps one state for all machines that a person works on, and each has files of its own. */
  private readonly key = `tiller.browsedModels ${hostname()}`;

  constructor(private readonly state: vscode.Memento) {}

  /** Their paths, the latest first; those that are no longer there are forgotten. */
  async list(): Promise<readonly string[]> {
    const isThere = await Promise.all(this.paths.map(exists));
    const there = this.paths.filter((_, i) => isThere[i]);
    if (there.length < this.paths.length) await this.state.update(this.key, there);
    return there;
  }

  async add(path: string): Promise<void> {
    const others = this.paths.filter((other) => other !== path);
    await this.state.update(this.key, [path, ...others].slice(0, MOST));
  }

  /** The folder of the latest. */
  get lastFolder(): string | undefined {
    const [latest] = this.paths;
    return latest && dirname(latest);
  }

  private get paths(): readonly string[] {
    return this.state.get<readonly string[]>(this.key) ?? [];
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // What cannot be reached now may be there again.
    return !["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}
