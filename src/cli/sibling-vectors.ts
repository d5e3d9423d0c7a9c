/** The evaluated model's vectors, to be tried on its base sibling. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { OtherVectors } from "../evaluation/cross-model.js";
import type { EngineBench } from "../evaluation/engine-bench.js";
import { calibrationFileSchema } from "../steering/calibration.js";
import type { EngineSession } from "./engine.js";

/**
 * The model's vector set in folders inside `out`: as it is, where it fits the sibling, and carried over
 * by the linear map. Nothing where the model was never calibrated.
 */
export async function vectorsForSibling(
  model: EngineBench,
  sibling: EngineBench,
  out: string,
  session: EngineSession,
): Promise<OtherVectors[]> {
  const [own, other] = [model.description, sibling.description];
  if (!own.calibrated) return [];
  const fits = own.model.layers === other.model.layers && own.model.width === other.model.width;
  const mapped = await keptFolder(out, "mapped-vectors", (directory) =>
    ask(session, {
      kind: "map-vectors",
      source: own.model.path,
      model: other.model.path,
      directory,
    }),
  );
  const asIs = fits
    ? await keptFolder(out, "vectors", (directory) => exported(own.model.path, directory, session))
    : undefined;
  return [{ steered: "base", source: "model", names: await namesIn(mapped), asIs, mapped }];
}

async function exported(model: string, directory: string, session: EngineSession): Promise<void> {
  const archive = `${directory}.zip`;
  try {
    await ask(session, { kind: "export-vectors", model, file: archive });
    for (const [name, content] of Object.entries(unzipSync(await readFile(archive)))) {
      await writeFile(join(directory, name), content);
    }
  } finally {
    await rm(archive, { force: true });
  }
}

async function ask(
  { client, signal, report }: EngineSession,
  request: Parameters<EngineSession["client"]["request"]>[0],
): Promise<void> {
  await client.request(request, { signal, onProgress: report });
  signal.throwIfAborted();
}

/**
 * A folder called after its content, so that texts in the log that were steered with other vectors are
 * not taken for texts that are steered with these.
 */
async function keptFolder(
  out: string,
  prefix: string,
  fill: (directory: string) => Promise<void>,
): Promise<string> {
  await mkdir(out, { recursive: true });
  const directory = await mkdtemp(join(out, `${prefix}.`));
  try {
    await fill(directory);
    const hash = createHash("sha256");
    for (const name of (await readdir(directory)).sort()) {
      hash.update(name).update(await readFile(join(directory, name)));
    }
    const kept = join(out, `${prefix}-${hash.digest("hex").slice(0, 12)}`);
    await rm(kept, { recursive: true, force: true });
    await rename(directory, kept);
    return kept;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<Set<string>> {
  const text = await readFile(join(folder, "calibration.json"), "utf8");
  return new Set(Object.keys(calibrationFileSchema.parse(JSON.parse(text)).choices));
}
