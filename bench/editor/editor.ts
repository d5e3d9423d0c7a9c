/**
 * How fast the editor is with Tiller in it: `npm run bench:editor [-- --rounds N] [--json]`. Runs
 * in the real workbench, with an engine of known speed, because the model is not what is timed.
 * Each round starts its own workbench, in which somebody types in the first line, alternately with
 * and without text streaming into the same document. The cost of streaming is the median of the
 * ratios of neighbouring measurements, so that other load on the machine affects both equally.
 */
import { readFileSync, statSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { median } from "../median.js";
import { measure, type Round } from "./measure.js";

const repository = new URL("../../", import.meta.url);
const GOALS = { requestMs: 30, screenMs: 50, typingLost: 0.1, activationMs: 100, bundleKB: 500 };

const { values } = parseArgs({
  options: { rounds: { type: "string" }, json: { type: "boolean" } },
});
const count = Number(values.rounds ?? 5);
const loadBefore = loadavg()[0];
const rounds: Round[] = [];
for (let i = 0; i < count; i++) rounds.push(await measure(continueKey()));

const all = (choose: (round: Round) => readonly number[]) => rounds.flatMap(choose);
const report = {
  machine: cpus()[0]?.model,
  rounds: count,
  load: [loadBefore, loadavg()[0]],
  requestMs: median(all(({ requests }) => requests)),
  screenMs: median(all(({ tokens }) => tokens)),
  typingAloneMs: median(all(({ typing }) => typing.flatMap(({ alone }) => alone))),
  typingStreamingMs: median(all(({ typing }) => typing.flatMap(({ streaming }) => streaming))),
  typingLost:
    median(
      all(({ typing }) => typing.map(({ alone, streaming }) => median(streaming) / median(alone))),
    ) - 1,
  activationMs: median(rounds.map(({ activation }) => activation.wall)),
  activationProcessorMs: median(rounds.map(({ activation }) => activation.processor)),
  bundleKB: statSync(new URL("dist/extension.cjs", repository)).size / 1000,
};

if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const keys = all(({ typing }) => typing.flatMap(({ streaming }) => streaming)).length;
  console.log(`Medians of ${count} rounds, ${keys} keys typed into a stream, ${report.machine}
load of the machine (1 minute): ${report.load.map((load) => load?.toFixed(1)).join(" before, ")} after`);
  const rows: [string, string, string][] = [
    ["key to request sent", ms(report.requestMs), `under ${GOALS.requestMs} ms`],
    ["token to screen", ms(report.screenMs), `under ${GOALS.screenMs} ms`],
    ["typing, nothing streams", ms(report.typingAloneMs), ""],
    ["typing, 100 tokens/s stream", ms(report.typingStreamingMs), ""],
    ["slower by", percent(report.typingLost), `at most ${percent(GOALS.typingLost)}`],
    ["activation", ms(report.activationMs), `under ${GOALS.activationMs} ms`],
    ["  of it the processor's time", ms(report.activationProcessorMs), ""],
    ["extension bundle", `${report.bundleKB.toFixed(0)} KB`, `under ${GOALS.bundleKB} KB`],
  ];
  for (const [what, figure, goal] of rows) {
    console.log(`${what.padEnd(30)}${figure.padStart(10)}   ${goal}`.trimEnd());
  }
}

/** As bound in the manifest, in Playwright's notation: "shift+alt+enter" is "Shift+Alt+Enter". */
function continueKey(): string {
  const manifest = JSON.parse(readFileSync(new URL("package.json", repository), "utf8"));
  const bindings: { command: string; key: string }[] = manifest.contributes.keybindings;
  const key = bindings.find(({ command }) => command === "tiller.continue")?.key;
  if (!key) throw new Error("The manifest binds no key to tiller.continue.");
  const named = (part: string) =>
    part === "ctrl" ? "Control" : `${part[0]?.toUpperCase()}${part.slice(1)}`;
  return key.split("+").map(named).join("+");
}
