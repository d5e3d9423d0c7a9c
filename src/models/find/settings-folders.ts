/** Model folders named in other programs' settings. */
import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  lmStudioPointer,
  lmStudioSettings,
  type Place,
  type SettingsFile,
  type Surroundings,
  settingsFiles,
} from "./places.js";

/** Settings are small; anything larger is something else. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A file that is missing or unreadable names nothing. */
export async function settingsPlaces(surroundings: Surroundings): Promise<Place[]> {
  const files = settingsFiles(surroundings);
  const places: Place[] = [];
  // LM Studio's command line writes the path and a line break, nothing else.
  const lmStudio = (await textOf(lmStudioPointer(surroundings)))?.trim();
  if (lmStudio) {
    places.push({ source: "lm-studio", folder: join(lmStudio, "models") });
    files.push(lmStudioSettings(join(lmStudio, "settings.json")));
  }
  return [...places, ...(await Promise.all(files.map(placeOf))).flat()];
}

async function placeOf({ source, file, key, below }: SettingsFile): Promise<Place[]> {
  const text = await textOf(file);
  if (text === undefined) return [];
  try {
    const folder = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
    if (typeof folder !== "string" || folder === "") return [];
    return [{ source, folder: join(resolve(dirname(file), folder), ...below) }];
  } catch {
    return [];
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    return size <= MOST_BYTES ? await readFile(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
