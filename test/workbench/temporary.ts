import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that lives no longer than this process. Its path is short: sockets inside it must fit 108 bytes. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "tiller-"));
  const remove = () => {
    process.removeListener("exit", removeAtExit);
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  const removeAtExit = () => {
    try {
      remove();
    } catch {
      // Somebody still writes into it; an error would keep this process, and all that it holds, from ending.
    }
  };
  process.once("exit", removeAtExit);
  return { path, remove };
}
