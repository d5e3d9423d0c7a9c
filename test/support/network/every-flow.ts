/**
 * Runs everything that Tiller does, through an editor's engine and on the command line, in a
 * network namespace without any active interface. Prints the results as JSON.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Request } from "../../../src/engine/api/protocol.js";
import { packageRoot, request, selection, startEngine } from "../engine.js";
import { addTinySet, tillerTiny, tinyPackage } from "../tiny.js";
import { openSockets, since, traffic } from "./traffic.js";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "tiller-alone-"));
const sockets = new Set<string>();
const look = () => {
  for (const socket of openSockets()) sockets.add(socket);
};
const before = traffic();

async function inTheEditor(): Promise<string[]> {
  const engine = await startEngine();
  const finished: string[] = [];
  const include = {
    constraints: [
      { id: "keywords:existence", args: { keywords: ["gull"] }, dial: 1, guarantee: false },
    ],
    tell: false,
  };
  const sampling = { temperature: 0, seed: 0, maxTokens: 12 };
  const text = "The harbour is full of large ships.";
  const requests = {
    devices: { kind: "devices" },
    find: { kind: "find-models", folders: [tinyPackage] },
    load: { kind: "load", model: tillerTiny },
    calibration: { kind: "calibration", model: tillerTiny },
    continue: request({ prompt: { mode: "continue", text }, sampling }),
    rewrite: request({
      prompt: { mode: "rewrite", text },
      selection: selection("change_case:english_capital"),
      sampling,
    }),
    variants: request({
      selection: selection("length_constraints:concise"),
      strengths: [0, 0.5, 1, 1.5],
      sampling,
    }),
    word: request({ selection: include, sampling }),
    check: { kind: "verify", text, selection: selection("punctuation:no_comma") },
    export: { kind: "export-vectors", model: tillerTiny, file: join(folder, "set.zip") },
    import: {
      kind: "import-vectors",
      model: tillerTiny,
      file: join(folder, "set.zip"),
      crossModel: false,
    },
  } satisfies Record<string, Request>;
  try {
    for (const [name, one] of Object.entries(requests)) {
      const outcome = await engine.client.request(one, { onProgress: look, onText: look });
      assert.equal(outcome.status, "done", name);
      look();
      finished.push(name);
    }
  } finally {
    await engine.dispose();
  }
  return finished;
}

async function onTheCommandLine(): Promise<string[]> {
  const question = { key: 1, prompt: "Write.", instruction_id_list: ["punctuation:no_comma"] };
  const input = join(folder, "input.jsonl");
  const responses = join(folder, "responses.jsonl");
  writeFileSync(input, `${JSON.stringify({ ...question, kwargs: [{}] })}\n`);
  writeFileSync(responses, `${JSON.stringify({ prompt: "Write.", response: "A fox." })}\n`);
  const brief = ["--model", tillerTiny, "--max-tokens", "8"];
  const few = ["--constraints", "length_constraints:concise"];
  const commands = [
    ["complete", "--prompt", "Describe a fox.", ...brief],
    ["rewrite", "--text", "A fox.", "--steer", "length_constraints:concise", ...brief],
    ["models", "--folder", tinyPackage, "--json"],
    ["models", "--devices"],
    ["calibrate", tillerTiny, ...few, "--alone", "--into", join(folder, "set")],
    [
      ...["evaluate", tillerTiny, "--out", join(folder, "evaluation"), ...few],
      ...["--queries", "1", "--settings", "none,steered", "--max-tokens", "8"],
    ],
    [
      ...["verify", "--input-data", input, "--input-response-data", responses],
      ...["--output-dir", folder],
    ],
  ];
  const cache = join(folder, "cache");
  await addTinySet(join(cache, "tiller"));
  const finished: string[] = [];
  for (const [command = "", ...args] of commands) {
    const program = [join(packageRoot, "dist", "cli.mjs"), command, ...args];
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    await run(process.execPath, program, { env });
    look();
    finished.push(`tiller ${command}`);
  }
  return finished;
}

/** What the counters show for somebody who does try: if nothing, they are blind. */
async function seenAttempts() {
  const start = traffic();
  const socket = connect({ host: "192.0.2.1", port: 443 });
  await once(socket, "error");
  const datagram = createSocket("udp4");
  await new Promise((resolve) => datagram.send("?", 53, "192.0.2.1", resolve));
  datagram.close();
  return since(start);
}

try {
  const finished = [...(await inTheEditor()), ...(await onTheCommandLine())];
  const quiet = since(before);
  console.log(
    JSON.stringify({ finished, quiet, sockets: [...sockets], attempts: await seenAttempts() }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
