/** The settings of a machine: how models get into its memory, where they lie, and how the network is reached. */
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { type Loading, loadingSchema } from "../engine/api/loading-options.js";
import { type ServedVectorSet, servedVectorSetSchema } from "../models/server-access.js";
import { SettingError } from "./setting.js";

/**
 * How models are put into memory; what is absent is chosen to fit.
 * @throws SettingError
 */
export function loadingSettings(): Loading {
  const settings = vscode.workspace.getConfiguration("tiller");
  const loading = loadingSchema.safeParse({
    // 0 stands for nothing here, but for no layer there.
    contextSize: settings.get("contextSize") || undefined,
    gpuLayers: settings.get("gpuLayers") ?? undefined,
  });
  if (loading.success) return loading.data;
  const [issue] = loading.error.issues;
  throw new SettingError(issue?.path.join(".") ?? "", issue?.message ?? "");
}

/** Folders in which models are looked for, beside those of downloads and of programs that are known. */
export function modelFolders(): string[] {
  const folders = vscode.workspace.getConfiguration("tiller").get("modelFolders");
  return (Array.isArray(folders) ? folders : []).map(pathIn).filter((folder) => folder !== "");
}

/** The folder that downloads go to, where one is set. */
export function downloadFolder(): string | undefined {
  return pathIn(vscode.workspace.getConfiguration("tiller").get("downloadFolder")) || undefined;
}

/**
 * The vector set that steers a server's model.
 *
 * @param model as it is set
 * @throws SettingError
 */
export function servedVectors(model: string): ServedVectorSet | undefined {
  const settings = vscode.workspace.getConfiguration("tiller");
  const parsed = z
    .record(z.string(), servedVectorSetSchema)
    // No workspace says which files a server reads.
    .safeParse(settings.inspect("serverVectors")?.globalValue ?? {});
  if (parsed.success) return parsed.data[model];
  const [issue] = parsed.error.issues;
  throw new SettingError("serverVectors", [issue?.path.join(": "), issue?.message].join(" "));
}

/** How the network is reached; what is absent is the environment's. */
export interface NetworkSettings {
  /** Address of a proxy; none at all where it is empty. */
  readonly proxy?: string;
  /** Hosts that are reached without it, separated by commas. */
  readonly noProxy?: string;
}

/** What the person wants of VS Code itself. */
export function networkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration("http");
  if (http.get("proxySupport") === "off") return { proxy: "" };
  const proxy = http.get<string>("proxy")?.trim();
  const noProxy = http.get<readonly string[]>("noProxy") ?? [];
  return {
    ...(proxy && { proxy }),
    ...(noProxy.length > 0 && { noProxy: noProxy.join(",") }),
  };
}

/**
 * A path that a person typed, who means their home folder by "~".
 * @param set may be anything, as whatever stands in a file of settings
 */
export function pathIn(set: unknown): string {
  const path = typeof set === "string" ? set.trim() : "";
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}
