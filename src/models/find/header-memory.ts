/**
 * Remembers what was read from files as long as they do not change, so looking again costs next to
 * nothing.
 */
import { GgufError } from "../../gguf/bytes.js";
import { type FileFacts, readFileFacts } from "./facts.js";
import type { FileOnDisk } from "./gguf-files.js";
import { damagedProblem, unreadableProblem } from "./problem.js";

interface Remembered {
  bytes: number;
  changed: number;
  facts: FileFacts | undefined;
  identity: string | undefined;
}

/** What a file holds, or why it cannot be read. */
export type ReadFacts = { facts: FileFacts } | { facts: undefined; problem: string };

export class HeaderMemory {
  private readonly known = new Map<string, Remembered>();

  async read(file: FileOnDisk): Promise<ReadFacts> {
    const known = this.current(file);
    if (known) return known.facts ? { facts: known.facts } : damaged();
    try {
      const facts = await readFileFacts(file.path);
      this.keep(file, facts);
      return { facts };
    } catch (error) {
      if (error instanceof GgufError) {
        this.keep(file, undefined);
        return damaged();
      }
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      return { facts: undefined, problem: unreadableProblem(code) };
    }
  }

  /** A model's identity depends on its vocabulary, so it is read only on request, and only once. */
  async identity(file: FileOnDisk, read: () => Promise<string>): Promise<string> {
    const known = this.current(file);
    const identity = known?.identity ?? (await read());
    if (known) known.identity = identity;
    return identity;
  }

  private current(file: FileOnDisk): Remembered | undefined {
    const known = this.known.get(file.path);
    return known?.bytes === file.bytes && known.changed === file.changed ? known : undefined;
  }

  private keep({ path, bytes, changed }: FileOnDisk, facts: FileFacts | undefined): void {
    this.known.set(path, { bytes, changed, facts, identity: undefined });
  }
}

function damaged(): ReadFacts {
  return { facts: undefined, problem: damagedProblem() };
}
