/**
 * Runs every benchmark and writes the results to docs/performance.md, with plots: `npm run
 * docs:performance`. Nothing else should run on the machine at the same time. `--benches NAME,NAME`
 * runs only some of them, `--out FILE` writes to another document.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { packageRoot } from "../test/support/engine.js";
import { growthPlot } from "./growth-plot.js";
import { type BenchReport, benchReportSchema, type Table } from "./report.js";

/** In the order of the document. */
const ALL = [
  "decode",
  "peers",
  "variants",
  "first-token",
  "constraints",
  "extraction",
  "paper",
  "memory",
];

const { values } = parseArgs({
  options: {
    benches: { type: "string", default: ALL.join(",") },
    out: { type: "string", default: join(packageRoot, "docs/performance.md") },
  },
});
/** The plots are next to the document, in a folder of the same name. */
const folder = values.out.replace(/\.md$/, "");

const introduction = `# How fast it is

Written by \`npm run docs:performance\`, which runs the benchmarks below one after another on one machine.
Each benchmark alternates between the things it compares, so any other load on the machine affects them equally.
Figures are medians; ratios are medians of the ratios within a round. A bound that was missed is marked.`;

mkdirSync(folder, { recursive: true });
const reports: BenchReport[] = [];
for (const name of values.benches.split(",")) {
  process.stderr.write(`npm run bench:${name}\n`);
  const { stdout } = await promisify(execFile)(
    "npm",
    ["run", "--silent", `bench:${name}`, "--", "--json"],
    { cwd: packageRoot, maxBuffer: 16 * 1024 * 1024 },
  );
  reports.push(benchReportSchema.parse(JSON.parse(stdout)));
}
const sections = await Promise.all(reports.map(section));
writeFileSync(
  values.out,
  `${[introduction, machineLine(reports), boundsTable(reports), ...sections].join("\n\n")}\n`,
);

function machineLine(all: readonly BenchReport[]): string {
  const [{ machine } = { machine: undefined }] = all;
  if (!machine) throw new Error("There is no report.");
  const { processor, cores, memoryGB, device } = machine;
  return `The machine: ${processor}, ${cores} cores, ${memoryGB} GB; models on ${device}.`;
}

function boundsTable(all: readonly BenchReport[]): string {
  const rows = all.flatMap(({ bounds }) =>
    bounds.map(({ claim, bound, measured, holds }) => [
      claim,
      bound,
      measured,
      holds ? "holds" : "**missed**",
    ]),
  );
  return markdown({ columns: ["claim", "bound", "measured", ""], rows });
}

async function section({ name, about, tables }: BenchReport): Promise<string> {
  const parts = [`## \`npm run bench:${name}\``, about];
  for (const [i, table] of tables.entries()) {
    parts.push(`**${table.title}**`, markdown(table));
    const picture = await growthPlot(`${name}-${i}`, table);
    if (picture === undefined) continue;
    const file = `${name}${i === 0 ? "" : `-${i}`}.svg`;
    writeFileSync(join(folder, file), picture);
    parts.push(`![${table.plot?.y}](${basename(folder)}/${file})`);
  }
  return parts.join("\n\n");
}

function markdown({ columns, rows }: Pick<Table, "columns" | "rows">): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns),
    `|---|${"---:|".repeat(columns.length - 1)}`,
    ...rows.map((row) => line(row)),
  ].join("\n");
}
