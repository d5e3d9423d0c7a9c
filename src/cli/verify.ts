/**
 * `tiller verify`: IFEval's evaluation of recorded responses (Zhou et al. 2023), from its own file
 * formats to its own file formats. No model is loaded.
 *
 * Files of any size stream through. Responses need not be in the order of the prompts: a first pass
 * notes where each one stands (some tens of bytes a line), a second pass reads them one by one.
 */
import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConstraintError } from "../constraints/definition/constraint.js";
import { resolveInstruction } from "../constraints/ifeval/evaluate.js";
import {
  evaluateExample,
  type InputExample,
  inputExampleSchema,
  responseSchema,
  Summary,
} from "../constraints/ifeval/records.js";
import {
  JsonLinesWriter,
  type Line,
  LineReader,
  linesOf,
  MalformedLine,
  parseLine,
} from "./json-lines.js";
import { EXIT, parseOptions, UsageError } from "./usage.js";

/** Where the lines of one prompt stand; several where hashes collide or a prompt is repeated. */
type Places = Pick<Line, "offset" | "length">[];

/**
 * Evaluates `--input-response-data` against `--input-data` and writes `eval_results_strict.jsonl`
 * and `eval_results_loose.jsonl` into `--output-dir`; the summary goes to standard output, and what
 * could not be used to standard error, by file and line. The rest is done all the same.
 *
 * @returns 0, or 2 if some line could not be used
 * @throws UsageError for a missing option or file
 */
export async function verify(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, {
    "input-data": { type: "string" },
    "input-response-data": { type: "string" },
    "output-dir": { type: "string" },
  });
  const inputs = await existing("input-data", options["input-data"]);
  const responses = await existing("input-response-data", options["input-response-data"]);
  const outputs = required("output-dir", options["output-dir"]);
  await mkdir(outputs, { recursive: true });

  let unusable = 0;
  const complain = (file: string, line: number, reason: string) => {
    unusable += 1;
    process.stderr.write(`${file}:${line}: ${reason}\n`);
  };
  const index = await indexResponses(responses, complain);
  const reader = await LineReader.open(responses);
  const results = {
    strict: new JsonLinesWriter(join(outputs, "eval_results_strict.jsonl")),
    loose: new JsonLinesWriter(join(outputs, "eval_results_loose.jsonl")),
  };
  const summaries = { strict: new Summary(), loose: new Summary() };
  try {
    for await (const line of linesOf(inputs)) {
      const outcome = await evaluateLine(line.text, index, reader);
      if (typeof outcome === "string") {
        complain(inputs, line.number, outcome);
        continue;
      }
      for (const reading of ["strict", "loose"] as const) {
        summaries[reading].add(outcome[reading]);
        await results[reading].write(outcome[reading]);
      }
    }
  } finally {
    await Promise.all([reader.close(), results.strict.close(), results.loose.close()]);
  }
  for (const reading of ["strict", "loose"] as const) {
    process.stdout.write(`${reading}\n${summaries[reading].lines().join("\n")}\n\n`);
  }
  return unusable === 0 ? EXIT.done : EXIT.usage;
}

/** Both results of one line of the input, or why there are none. */
async function evaluateLine(
  text: string,
  index: ReadonlyMap<number, Places>,
  reader: LineReader,
): Promise<ReturnType<typeof evaluateExample> | string> {
  let example: InputExample;
  try {
    example = parseLine(text, inputExampleSchema);
    const checks = example.instruction_id_list.map((id, place) =>
      resolveInstruction(id, example.kwargs[place] ?? {}),
    );
    const response = await responseTo(example.prompt, index, reader);
    if (response === undefined) return "There is no response to this prompt.";
    return evaluateExample(example, checks, response);
  } catch (error) {
    if (error instanceof MalformedLine || error instanceof ConstraintError) return error.message;
    throw error;
  }
}

async function indexResponses(
  file: string,
  complain: (file: string, line: number, reason: string) => void,
): Promise<Map<number, Places>> {
  const index = new Map<number, Places>();
  for await (const { text, number, offset, length } of linesOf(file)) {
    try {
      const hash = hashOf(parseLine(text, responseSchema).prompt);
      const place = { offset, length };
      const places = index.get(hash);
      if (places) places.push(place);
      else index.set(hash, [place]);
    } catch (error) {
      if (!(error instanceof MalformedLine)) throw error;
      complain(file, number, error.message);
    }
  }
  return index;
}

/** The response to a prompt; of several the last, as in IFEval. */
async function responseTo(
  prompt: string,
  index: ReadonlyMap<number, Places>,
  reader: LineReader,
): Promise<string | undefined> {
  for (const place of (index.get(hashOf(prompt)) ?? []).toReversed()) {
    const record = parseLine(await reader.read(place), responseSchema);
    if (record.prompt === prompt) return record.response;
  }
  return undefined;
}

/** 48 bits, so that a million prompts take little memory; equal hashes are told apart on reading. */
function hashOf(prompt: string): number {
  return createHash("sha1").update(prompt).digest().readUIntBE(0, 6);
}

function required(name: string, value: string | undefined): string {
  if (!value) throw new UsageError(`tiller verify needs --${name}; see tiller --help.`);
  return value;
}

async function existing(name: string, value: string | undefined): Promise<string> {
  const file = required(name, value);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`--${name} is not a file: ${file}`);
  return file;
}
