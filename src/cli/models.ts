/** `tiller models`: the models that are on this machine. */
import { resolve } from "node:path";
import type { FoundModel } from "../models/find/found-model.js";
import { ask } from "./engine.js";
import { EXIT, inOneLine, loadingFrom, loadingOptions, parseOptions } from "./usage.js";

const options = {
  json: { type: "boolean" },
  folder: { type: "string", multiple: true },
  devices: { type: "boolean" },
  "context-size": loadingOptions["context-size"],
} as const;

/** @returns the exit code */
export async function models(args: readonly string[]): Promise<number> {
  const values = parseOptions(args, options);
  if (values.devices) return devices(values.json ?? false);
  const folders = (values.folder ?? []).map((folder) => resolve(folder));
  const outcome = await ask({ kind: "find-models", folders }, undefined, loadingFrom(values));
  if (outcome.status !== "done") return EXIT.done;
  const { models: found } = outcome.result;
  process.stdout.write(
    values.json ? `${JSON.stringify(found, undefined, 2)}\n` : `${modelsTable(found)}\n`,
  );
  return EXIT.done;
}

/** What there is to compute on, what is used, and what is missing where no GPU is. */
async function devices(asJson: boolean): Promise<number> {
  const outcome = await ask({ kind: "devices" });
  if (outcome.status !== "done") return EXIT.done;
  const { devices: found, used, advice } = outcome.result;
  const lines = [
    used,
    ...(advice === undefined ? [] : [advice]),
    ...found.map(
      ({ kind, name, memoryBytes, freeBytes }) =>
        `${kind.padEnd(6)}  ${inOneLine(name)}: ${size(memoryBytes)}, ${size(freeBytes)} free`,
    ),
  ];
  process.stdout.write(
    asJson ? `${JSON.stringify(outcome.result, undefined, 2)}\n` : `${lines.join("\n")}\n`,
  );
  return EXIT.done;
}

const HEADINGS = ["model", "weights", "type", "context", "size", "memory", "from", "calibrated"];

/** A table of the models that can be used, with their paths, and a list of those that cannot. */
export function modelsTable(found: readonly FoundModel[]): string {
  const usable = found.filter(({ problem }) => problem === undefined);
  const rows = usable.map(row);
  const widths = HEADINGS.map((heading, i) =>
    Math.max(heading.length, ...rows.map((cells) => (cells[i] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  const table = [
    line(HEADINGS),
    ...usable.flatMap((model, i) => [line(rows[i] ?? []), `  ${inOneLine(model.path)}`]),
  ];
  const rest = found.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [`${inOneLine(path)}\n  ${problem}`],
  );
  return [...table, ...(rest.length > 0 ? ["", "Cannot be used:", ...rest] : [])].join("\n");
}

function row(model: FoundModel): string[] {
  return [
    inOneLine(model.name),
    model.parameters === undefined
      ? ""
      : amount(model.parameters, [
          ["B", 1e9],
          ["M", 1e6],
          ["K", 1e3],
        ]),
    model.quantisation ?? "",
    model.contextLength === undefined ? "" : String(model.contextLength),
    size(model.bytes),
    size(model.memory),
    model.source,
    model.calibrated ? "yes" : "no",
  ];
}

function size(bytes: number): string {
  return amount(bytes, [
    [" GB", 1e9],
    [" MB", 1e6],
    [" KB", 1e3],
  ]);
}

/** In the largest unit of which there is one: "7.6B", "940 MB". */
function amount(value: number, units: readonly (readonly [string, number])[]): string {
  const [unit, one] = units.find(([, one]) => value >= one) ?? ["", 1];
  const number = value / one;
  return `${number < 10 && one > 1 ? number.toFixed(1) : Math.round(number)}${unit}`;
}
