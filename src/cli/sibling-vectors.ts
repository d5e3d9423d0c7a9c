/** The evaluated model's vectors, to be tried on its base sibling. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { OtherVectors } from "../evaluation/cross-model.js";
import type { EngineBench } from "../evaluation/engine-bench.js";
import type { EngineSession } from "./engine.js";

/**
 * The model's set as a folder inside `out`, for a sibling that it fits as it is; nothing where it does
 * not fit or was never calibrated.
 *
 * The folder is called after its content: texts in the log that were steered with other vectors are
 * then not taken for texts that are steered with these.
 */
export async function vectorsForSibling(
  model: EngineBench,
  sibling: EngineBench,
  out: string,
  { client, signal }: EngineSession,
): Promise<OtherVectors[]> {
  const [own, others] = [model.description, sibling.description];
  const fits = own.model.layers === others.model.layers && own.model.width === others.model.width;
  if (!own.calibrated || !fits) return [];
  const archive = join(out, `vectors.${process.pid}.zip`);
  try {
    await client.request(
      { kind: "export-vectors", model: own.model.path, file: archive },
      { signal },
    );
    signal.throwIfAborted();
    const bytes = await readFile(archive);
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const folder = join(out, `vectors-${digest}`);
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(unzipSync(bytes))) {
      await writeFile(join(folder, name), content);
    }
    return [{ steered: "base", source: "model", asIs: folder }];
  } finally {
    await rm(archive, { force: true });
  }
}
