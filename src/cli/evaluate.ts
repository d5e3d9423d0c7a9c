/** `tiller evaluate`: how well steering works on a model, measured on held-out requests. */
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ConstraintError } from "../constraints/definition/constraint.js";
import { inputExampleSchema } from "../constraints/ifeval/records.js";
import { type BenchOptions, EngineBench } from "../evaluation/engine-bench.js";
import type { WrittenCell } from "../evaluation/grid.js";
import {
  type IfevalRecord,
  type IfevalSetting,
  overallResults,
  readRecord,
  writeRecords,
} from "../evaluation/ifeval.js";
import type { Evaluation, Meta, Setting } from "../evaluation/results.js";
import { type BenchedModel, type Found, runEvaluation } from "../evaluation/run.js";
import { summarise } from "../evaluation/summary.js";
import { TextLog } from "../evaluation/text-log.js";
import { writeWhole } from "../models/whole-file.js";
import { renderReport } from "../report/report.js";
import { type EngineSession, withEngine } from "./engine.js";
import { type EvaluationRequest, evaluationRequest } from "./evaluate-arguments.js";
import { linesOf, MalformedLine, parseLine } from "./json-lines.js";
import { vectorsForSibling } from "./sibling-vectors.js";
import { EXIT, packageRoot, UsageError } from "./usage.js";

/** A prompt and what the model wrote to it. */
type Response = readonly [prompt: string, text: string];
type Sibling = EvaluationRequest["siblings"][number];

/** Of results that are there for those who look meanwhile, or stop. */
const GRID_ALONE = "The evaluation is not finished: the parts of --full are still to come.";

/** What is written besides the texts' log. */
interface Results {
  evaluation: Evaluation;
  responses: ReadonlyMap<Setting, readonly Response[]>;
}

/** @returns the exit code */
export async function evaluate(args: readonly string[]): Promise<number> {
  const asked = evaluationRequest(args);
  const records = asked.input === undefined ? undefined : await readRecords(asked.input);
  await makeFolder(asked.out);
  return withEngine(asked.loading, async (session) => {
    try {
      const options: BenchOptions = {
        ...session,
        log: await TextLog.open(join(asked.out, "texts.jsonl")),
        maxTokens: asked.maxTokens,
        version: await tillerVersion(),
      };
      const results = records
        ? await evaluateRecords(asked, records, options)
        : await evaluateHeldOut(asked, options, session);
      await writeResults(asked.out, results);
      session.clear();
      process.stdout.write(summarise(results.evaluation));
    } catch (error) {
      if (!session.signal.aborted) throw error;
      session.say("Stopped; the texts are kept, and the same command resumes from them.");
    }
    return EXIT.done;
  });
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out ${path} could not be created as a folder (${code}).`);
  }
}

async function evaluateHeldOut(
  asked: EvaluationRequest,
  options: BenchOptions,
  session: EngineSession,
): Promise<Results> {
  const bench = await EngineBench.open(asked.model, options);
  const { name } = bench.description.model;
  const siblings: { key: Sibling["key"]; bench: EngineBench }[] = [];
  for (const { key, model } of asked.siblings) {
    siblings.push({ key, bench: await EngineBench.open(model, options) });
  }
  const base = siblings.find(({ key }) => key === "base")?.bench;
  const models: [BenchedModel, ...BenchedModel[]] = [
    { key: "model", name, role: "model", calibrated: bench.description.calibrated, bench },
    ...siblings.map(
      (sibling): BenchedModel => ({
        ...sibling,
        name: sibling.bench.description.model.name,
        role: `${sibling.key} sibling`,
        calibrated: sibling.bench.description.calibrated,
      }),
    ),
  ];
  const resultsOf = async ({ findings, grid }: Found, ...notes: string[]): Promise<Results> => ({
    evaluation: {
      meta: {
        ...(await metaOf(asked, bench)),
        prompts: "Held-out requests",
        queries: asked.queries,
        siblings: models.slice(1).map(({ key, name: sibling, role }) => ({
          key,
          name: sibling,
          role,
        })),
        notes: [
          ...[bench, ...siblings.map((sibling) => sibling.bench)].flatMap(calibrationNote),
          ...notes,
        ],
      },
      ...findings,
    },
    responses: new Map(asked.settings.map((setting) => [setting, responsesIn(grid, setting)])),
  });
  const found = await runEvaluation(
    models,
    {
      constraints: asked.constraints,
      queries: asked.queries,
      settings: asked.settings,
      full: asked.full,
      otherVectors:
        base && asked.full ? await vectorsForSibling(bench, base, asked.out, session) : [],
    },
    session.say,
    async (soFar) => writeResults(asked.out, await resultsOf(soFar, GRID_ALONE)),
  );
  return resultsOf(found);
}

function responsesIn(grid: readonly WrittenCell[], wanted: Setting): Response[] {
  return grid
    .filter(({ cell }) => cell.setting === wanted)
    .flatMap(({ subject, texts }) =>
      subject.examples.map(({ query }, i): Response => [query, texts[i]?.text ?? ""]),
    );
}

function calibrationNote({ description }: EngineBench): string[] {
  if (description.calibrated) return [];
  return [`${description.model.name} was not calibrated: its vectors are used in a default way.`];
}

async function evaluateRecords(
  asked: EvaluationRequest,
  records: readonly IfevalRecord[],
  options: BenchOptions,
): Promise<Results> {
  const bench = await EngineBench.open(asked.model, options);
  const settings = asked.settings as readonly IfevalSetting[];
  const { grid, failures, written } = await writeRecords(bench, records, settings);
  const { name } = bench.description.model;
  return {
    evaluation: {
      meta: {
        ...(await metaOf(asked, bench)),
        prompts: basename(asked.input ?? ""),
        queries: records.length,
        siblings: [],
        notes: [
          "The prompts give their instructions themselves, so nothing was run without them.",
          ...written.flatMap(overallResults),
        ],
      },
      models: [{ key: "model", name, role: "model", grid }],
      failures,
    },
    responses: new Map(
      written.map(({ setting, texts }) => [
        setting,
        records.map(({ example }, i): Response => [example.prompt, texts[i]?.text ?? ""]),
      ]),
    ),
  };
}

/** @throws UsageError naming the file and the line that cannot be used */
async function readRecords(input: string): Promise<IfevalRecord[]> {
  const found = await stat(input).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`--input is not a file: ${input}`);
  const records: IfevalRecord[] = [];
  for await (const { text, number } of linesOf(input)) {
    try {
      records.push(readRecord(parseLine(text, inputExampleSchema)));
    } catch (error) {
      if (!(error instanceof MalformedLine || error instanceof ConstraintError)) throw error;
      throw new UsageError(`${input}:${number}: ${error.message}`);
    }
  }
  if (records.length === 0) throw new UsageError(`${input} contains no prompts.`);
  return records;
}

type CommonMeta = Omit<Meta, "prompts" | "queries" | "siblings" | "notes">;

async function metaOf(
  { model, settings }: EvaluationRequest,
  { description }: EngineBench,
): Promise<CommonMeta> {
  const { identity, quantisation, model: described } = description;
  return {
    model: described.name,
    identity,
    file: basename(model),
    ...(quantisation === undefined ? {} : { quantisation }),
    layers: described.layers,
    width: described.width,
    device: described.device,
    date: new Date().toISOString(),
    tillerVersion: await tillerVersion(),
    seeds: [0],
    settings: [...settings],
  };
}

async function tillerVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  return String(version);
}

/** Responses are written as IFEval's own files have them. */
async function writeResults(out: string, { evaluation, responses }: Results): Promise<void> {
  for (const [setting, list] of responses) {
    const lines = list.map(([prompt, response]) => `${JSON.stringify({ prompt, response })}\n`);
    await writeWhole(join(out, `responses-${setting}.jsonl`), lines.join(""));
  }
  await writeWhole(join(out, "evaluation.json"), `${JSON.stringify(evaluation, undefined, 1)}\n`);
  await writeWhole(join(out, "summary.txt"), summarise(evaluation));
  await writeWhole(join(out, "report.html"), await renderReport(evaluation));
}
