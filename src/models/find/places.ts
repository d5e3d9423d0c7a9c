/**
 * Where programs keep GGUF models, on every system. Everything here is computed from the platform,
 * the environment and the home folder; nothing is looked at.
 *
 * Sources are given beside each: the program's documentation or source code.
 */
import path from "node:path";
import type { ModelSource } from "./model-source.js";

export interface Surroundings {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  home: string;
}

/** A folder that may hold models, if it exists. */
export interface Place {
  source: ModelSource;
  folder: string;
}

/** A JSON file that names a folder, if a program keeps its models in an unusual place. */
export interface SettingsFile {
  source: ModelSource;
  file: string;
  /** The setting that names the folder; a relative one is relative to the file. */
  key: string;
  /** Where models are in that folder. */
  below: readonly string[];
}

/** The system's folders, which contain those of programs. */
interface SystemFolders {
  paths: path.PlatformPath;
  home: string;
  /** Caches that need not be kept. */
  cache: string;
  /** Data of programs on this machine. */
  data: string;
  /** Data of programs that may roam with the person (Windows). */
  roaming: string;
  /** Settings of programs. */
  settings: string;
}

/** Folders with GGUF files somewhere below them. */
export function folderPlaces(surroundings: Surroundings): Place[] {
  const { environment: env } = surroundings;
  const system = systemFolders(surroundings);
  const { join } = system.paths;
  const from = (variable: string, ...below: string[]) => {
    const value = env[variable];
    return value ? [join(atHome(value, system), ...below)] : [];
  };
  const places = (source: ModelSource, ...folders: string[]): Place[] =>
    folders.map((folder) => ({ source, folder }));
  return [
    // lmstudio.ai/docs/app/basics/import-model; the older folder: llamafile's pull request 838.
    ...places(
      "lm-studio",
      join(system.home, ".lmstudio", "models"),
      join(system.home, ".cache", "lm-studio", "models"),
    ),
    // huggingface.co/docs/huggingface_hub/package_reference/environment_variables
    ...places(
      "hugging-face",
      ...from("HF_HUB_CACHE"),
      ...from("HUGGINGFACE_HUB_CACHE"),
      ...from("HF_HOME", "hub"),
      ...from("XDG_CACHE_HOME", "huggingface", "hub"),
      join(system.home, ".cache", "huggingface", "hub"),
    ),
    // llama.cpp: fs_get_cache_directory in common/common.cpp; pull requests 7826, 20775 and 21009.
    ...places("llama.cpp", ...from("LLAMA_CACHE"), join(system.cache, "llama.cpp")),
    // gpt4all-chat/src/mysettings.cpp: Qt's AppLocalDataLocation of nomic.ai's GPT4All.
    ...places("gpt4all", join(system.data, "nomic.ai", "GPT4All")),
    // Jan: default_data_folder_path in src-tauri/src/core/app/commands.rs; ~/jan until 0.5.
    ...places(
      "jan",
      join(system.home, "jan", "models"),
      ...janModels.map((models) => join(system.roaming, "Jan", "data", ...models)),
    ),
  ];
}

/** Before Jan ran llama.cpp's own server, its models lay in the first of these. */
const janModels = [["models"], ["llamacpp", "models"]];

/**
 * Folders of Ollama's store, which hold `manifests` and `blobs`.
 * Source: docs.ollama.com/faq, "Where are models stored?"; the last is that of the Linux service.
 */
export function ollamaStores(surroundings: Surroundings): string[] {
  const system = systemFolders(surroundings);
  const own = surroundings.environment.OLLAMA_MODELS;
  return [
    ...(own ? [atHome(own, system)] : []),
    system.paths.join(system.home, ".ollama", "models"),
    ...(surroundings.platform === "linux" ? ["/usr/share/ollama/.ollama/models"] : []),
  ];
}

/** The file that names LM Studio's folder when it is not `~/.lmstudio`. Source: lms, findLMStudioHome. */
export function lmStudioPointer(surroundings: Surroundings): string {
  const { paths, home } = systemFolders(surroundings);
  return paths.join(home, ".lmstudio-home-pointer");
}

/** Settings that name folders of models. */
export function settingsFiles(surroundings: Surroundings): SettingsFile[] {
  const { paths, home, settings, roaming } = systemFolders(surroundings);
  const lmStudio = [
    paths.join(home, ".lmstudio", "settings.json"),
    paths.join(home, ".cache", "lm-studio", "settings.json"),
    paths.join(settings, "LM Studio", "settings.json"),
  ];
  // Jan: get_configuration_file_path in src-tauri/src/core/app/commands.rs.
  const jan = [
    paths.join(settings, "Jan", "settings.json"),
    paths.join(roaming, "jan.ai.app", "settings.json"),
    paths.join(roaming, "Jan", "settings.json"),
  ];
  return [
    ...lmStudio.map((file) => lmStudioSettings(file)),
    ...[...new Set(jan)].flatMap((file) =>
      janModels.map((below) => ({ source: "jan" as const, file, key: "data_folder", below })),
    ),
  ];
}

/** LM Studio's settings in the folder that the pointer names. */
export function lmStudioSettings(file: string): SettingsFile {
  return { source: "lm-studio", file, key: "downloadsFolder", below: [] };
}

function systemFolders({ platform, environment: env, home }: Surroundings): SystemFolders {
  if (platform === "win32") {
    const paths = path.win32;
    const local = env.LOCALAPPDATA || paths.join(home, "AppData", "Local");
    const roaming = env.APPDATA || paths.join(home, "AppData", "Roaming");
    return { paths, home, cache: local, data: local, roaming, settings: roaming };
  }
  const paths = path.posix;
  if (platform === "darwin") {
    const support = paths.join(home, "Library", "Application Support");
    const cache = paths.join(home, "Library", "Caches");
    return { paths, home, cache, data: support, roaming: support, settings: support };
  }
  const data = env.XDG_DATA_HOME || paths.join(home, ".local", "share");
  return {
    paths,
    home,
    cache: env.XDG_CACHE_HOME || paths.join(home, ".cache"),
    data,
    roaming: data,
    settings: env.XDG_CONFIG_HOME || paths.join(home, ".config"),
  };
}

/** `~` at the beginning is the home folder. */
function atHome(folder: string, { paths, home }: SystemFolders): string {
  return /^~(?=[\\/]|$)/.test(folder) ? paths.join(home, folder.slice(1)) : folder;
}
