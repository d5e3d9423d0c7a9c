/** A found model in words: what it is, and whether this machine can run it. */
import { dirname, sep } from "node:path";
import * as l10n from "@vscode/l10n";
import type { Device } from "../models/device-schema.js";
import type { FoundModel } from "../models/find/found-model.js";

/** "7.2B · Q4_K_M · context of 8192 tokens · 4.4 GB · fits into memory · calibrated" */
export function modelDetail(model: FoundModel, devices: readonly Device[]): string {
  if (model.problem !== undefined) return model.problem;
  const { parameters, quantisation, contextLength, bytes, memory, calibrated } = model;
  return [
    parameters && shortCount(parameters),
    quantisation,
    contextLength && l10n.t("context of {0} tokens", contextLength),
    byteCount(bytes),
    memory > 0 && devices.length > 0 && room(memory, devices),
    calibrated && l10n.t("calibrated"),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Where a model lies, so that models of one name can be told apart: its folder, or itself if need be. */
export function modelPlace(model: FoundModel, others: readonly FoundModel[], home: string): string {
  const folder = dirname(model.path);
  const isAlone = others.every(
    ({ path, name }) => path === model.path || name !== model.name || dirname(path) !== folder,
  );
  const place = isAlone ? folder : model.path;
  return place.startsWith(home + sep) ? `~${place.slice(home.length)}` : place;
}

/** Bytes that are free on GPUs, and in all: a model may lie in both kinds of memory at once. */
export function freeMemory(devices: readonly Device[]): { gpu: number; all: number } {
  const sum = (some: readonly Device[]) =>
    some.reduce((bytes, { freeBytes }) => bytes + freeBytes, 0);
  return { gpu: sum(devices.filter(({ kind }) => kind !== "cpu")), all: sum(devices) };
}

/** Whether so many bytes are free, and where. */
export function room(memory: number, devices: readonly Device[]): string {
  const { gpu, all } = freeMemory(devices);
  if (memory <= gpu) return l10n.t("fits into the GPU's memory");
  if (memory <= all) return l10n.t("fits into memory");
  return l10n.t("needs {0}, {1} are free", byteCount(memory), byteCount(all));
}

/** As models are named after their sizes: "7.2B", "270M", "8K". */
export function shortCount(count: number): string {
  const [size, unit] = (
    [
      [1e9, "B"],
      [1e6, "M"],
      [1e3, "K"],
    ] as const
  ).find(([least]) => count >= least) ?? [1, ""];
  return `${rounded(count / size)}${unit}`;
}

/** In the units in which shops and systems give memory: "4.4 GB", "7 MB". */
export function byteCount(bytes: number): string {
  return bytes >= 1e9
    ? l10n.t("{0} GB", rounded(bytes / 1e9))
    : l10n.t("{0} MB", Math.max(1, Math.round(bytes / 1e6)));
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, "");
}
