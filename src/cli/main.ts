/** The `tiller` program: the same work as in the editor, without one. */
import { ConstraintError } from "../constraints/definition/constraint.js";
import { EngineError } from "../engine/api/client.js";
import { recommendedModels } from "../models/sources/recommended.js";
import { starter } from "../models/starter.js";
import { calibrate } from "./calibrate.js";
import { complete } from "./complete.js";
import { download } from "./download.js";
import { evaluate } from "./evaluate.js";
import { models } from "./models.js";
import { rewrite } from "./rewrite.js";
import { EXIT, onTerminal, UsageError } from "./usage.js";
import { exportVectors, importVectors } from "./vector-sets.js";
import { verify } from "./verify.js";

const HELP = `tiller steers a local language model while it writes.

  tiller complete --prompt TEXT [--mode write|continue|raw] [--model FILE | SERVER]
                  [--steer 'ID[!][,ARG=VALUE...][@DIAL]']... [--include WORD]...
                  [--exclude WORD]... [--language CODE] [--guarantee ID]... [--tell] [--strict]
                  [--control-vector FILE [--scale S] [--layers A-B]]
                  [--temperature T] [--top-k N] [--top-p P] [--min-p P] [--repeat-penalty P]
                  [--repeat-last-n N] [--dry-multiplier M] [--dry-base B] [--dry-allowed-length N]
                  [--dry-penalty-last-n N] [--dry-sequence-breaker TEXT]...
                  [--seed N] [--max-tokens N] [--json] [--context-size TOKENS] [--gpu-layers N]
      Writes one text to standard output and its receipt to standard error. Steering makes a
      constraint likely; a guarantee (!, or --guarantee) makes it certain, for JSON, a number of
      sentences, and excluded words. Sampling options have llama.cpp's names and meanings; those
      not given are as the model's file recommends, or as in the editor. The seed is 0, so the
      same command writes the same text; --temperature 0 always takes the likeliest token.

  tiller rewrite --steer 'ID[,ARG=VALUE...][@DIAL]' [--text TEXT | --file FILE]
                 and the other options of complete, except --prompt and --mode
      Rewrites a text, read from standard input unless --text or --file gives one. A text that is
      too long for the model is refused, never shortened.

  tiller calibrate MODEL [--constraints 'ID[,ARG=VALUE...]']... [--into FOLDER] [--told | --alone]
                   [--json] [--context-size TOKENS] [--gpu-layers N]
      Measures a model's steering vectors and chooses how to use each one, both with the model
      told the constraint and without; --told and --alone do only one of the two. Finished work
      is kept: if stopped, the same command resumes. --into makes a folder of control-vector files.

  tiller vectors export MODEL --to FILE.zip
      Packs a model's calibrated vectors and their calibration into one archive.

  tiller vectors import FILE.zip MODEL [--cross-model]
      Adds such an archive to a model's vectors once all of it has been checked. --cross-model
      also accepts the set of another model with the same architecture and sizes, such as an
      instruct model's for its base model.

  tiller download SOURCE [--folder FOLDER] [--json]
      Downloads a model and writes its path to standard output. SOURCE is hf:OWNER/NAME:Q4_K_M,
      hf:OWNER/NAME/FILE.gguf, a page on huggingface.co, the https address of a .gguf, or one of
      ${[starter, ...recommendedModels].map(({ name }) => name).join(", ")}.
      Reads HF_TOKEN, HF_ENDPOINT, HTTPS_PROXY and NO_PROXY. If stopped, the same command resumes.

  tiller evaluate MODEL --out FOLDER [--settings none,told,steered,both] [--queries N]
                  [--constraints 'ID[,ARG=VALUE...]']... [--full] [--siblings plain=FILE,base=FILE]
                  [--max-tokens N] [--context-size TOKENS] [--gpu-layers N]
  tiller evaluate MODEL --out FOLDER --input FILE [--settings told,both] [--max-tokens N]
      Writes texts for held-out requests (or IFEval's prompts) in every setting, and a report on
      which constraints hold; --full also measures everything behind it. Each text is kept as soon
      as it is finished: if stopped, the same command resumes.

  tiller models --devices [--json]
      Says what models can run on, what is used, and what is missing if no GPU is found.

  tiller models [--folder DIR]... [--context-size TOKENS] [--json]
      Lists the models on this machine, including those of LM Studio, Ollama, the Hugging Face
      hub, llama.cpp, GPT4All and Jan, and those in the given folders: their size, the memory they
      take with the given context, and why a model cannot be used.

  tiller verify --input-data FILE --input-response-data FILE --output-dir DIR
      Judges responses by IFEval's own rules and file formats, strict and loose.

calibrate, download and evaluate report their progress on standard error: on one line in a terminal,
elsewhere with a line now and then.

Without --model, the starter, ${starter.name}, is used. SERVER is the address of an
OpenAI-compatible server and the name of its model, http://127.0.0.1:8000/v1#name; its key is read
from TILLER_API_KEY.

Exit codes: 0 done, 1 a constraint failed (--strict), 2 wrong usage or input, 3 the engine or a
server failed, also in the midst of a text.
`;

const commands: Record<string, (args: readonly string[]) => Promise<number>> = {
  calibrate,
  complete,
  download,
  evaluate,
  models,
  rewrite,
  "vectors export": exportVectors,
  "vectors import": importVectors,
  verify,
};

async function main(words: readonly string[]): Promise<number> {
  const length = words.slice(0, 2).join(" ") in commands ? 2 : 1;
  const name = words.slice(0, length).join(" ") || "--help";
  const args = words.slice(length);
  if (name === "--help" || name === "help" || args.includes("--help")) {
    process.stdout.write(HELP);
    return EXIT.done;
  }
  const command = commands[name];
  if (!command) throw new UsageError(`There is no command "${name}"; see tiller --help.`);
  return command(args);
}

/** Failures that the person can mend by asking differently. */
function isWrongInput(error: unknown): boolean {
  if (error instanceof UsageError || error instanceof ConstraintError) return true;
  return (
    error instanceof EngineError &&
    [
      "bad-input",
      "model-missing",
      "model-unreadable",
      "vector-unusable",
      "other-model",
      "server-refused",
    ].includes(error.code)
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`tiller: ${onTerminal(message)}\n`);
  process.exitCode = isWrongInput(error) ? EXIT.usage : EXIT.engine;
}
