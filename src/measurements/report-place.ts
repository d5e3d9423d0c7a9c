/** Where the report on a model lies, and the command that puts it there. */
import { basename, join } from "node:path";
import { shortDigest } from "../models/digest.js";
import { commandLine } from "./command-line.js";

/** What `tiller evaluate` calls the report in the folder that it writes to. */
const REPORT = "report.html";

export interface ReportPlaces {
  /** The extension's storage. */
  storage: string;
  /** Folder that holds package.json and `dist/`. */
  packageRoot: string;
}

/** Folder for the evaluation of a model file: readable, and one per path. */
export function evaluationFolder({ storage }: ReportPlaces, model: string): string {
  const digest = shortDigest(model, 8);
  const name = basename(model, ".gguf").replace(/[^\w.-]+/g, "-");
  return join(storage, "evaluations", `${name}-${digest}`);
}

/** The report on a model, once there is one. */
export function reportFile(places: ReportPlaces, model: string): string {
  return join(evaluationFolder(places, model), REPORT);
}

/** A line for the shell of this platform that writes the report on a model where it is looked for. */
export function evaluateCommand(
  places: ReportPlaces,
  model: string,
  platform: NodeJS.Platform,
): string {
  const out = evaluationFolder(places, model);
  const words = ["evaluate", { path: model }, "--out", { path: out }];
  return commandLine(places.packageRoot, words, platform);
}
