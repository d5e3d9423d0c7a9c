import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { commandsIn, documentedCommands } from "../support/documented-commands.js";
import { packageRoot } from "../support/engine.js";
import { chatting, OpenAiServer } from "../support/openai-server.js";
import { tillerTiny } from "../support/tiny.js";
import { elsewhere, executed, replaced } from "./documented-commands.js";

const run = promisify(execFile);

const { scripts } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));

describe("the commands in the documents", function () {
  // Each starts a model, on a machine that may be busy.
  this.timeout(300_000);

  const documented = documentedCommands(packageRoot);
  let folder: string;
  let server: OpenAiServer;
  let help: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tiller-documented-"));
    for (const name of ["bin", "cache"]) mkdirSync(join(folder, name));
    // What npm makes of `bin` in package.json.
    const program = join(folder, "bin/tiller");
    writeFileSync(program, `#!/bin/sh\nexec node '${join(packageRoot, "dist/cli.mjs")}' "$@"\n`);
    chmodSync(program, 0o755);
    server = await OpenAiServer.start();
    server.chat(chatting(["A FOX ", "RUNS."]));
    help = spawnSync(program, ["--help"], { encoding: "utf8" }).stdout;
  });

  after(async () => {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are found wherever they stand", () => {
    const text = [
      "```sh\nnpm start   # opens\ntiller models \\\n  --json\n```",
      "```json\nnpm run no-command\n```",
      "Take `tiller verify`, or `tiller` in `bench/gpu.sh FOLDER`, `tiller.model` and `npm test`.",
      "    tiller models --devices\n    is indented",
    ].join("\n\n");
    assert.deepEqual(commandsIn(text), [
      "npm start",
      "tiller models --json",
      "tiller models --devices",
      "tiller verify",
      "bench/gpu.sh FOLDER",
      "npm test",
    ]);
    assert.ok(documented.length > 20, `${documented.length}`);
  });

  it("are each executed here, or listed with the place that does", () => {
    const neither = documented
      .filter(({ command }) => !isExecuted(command) && !placeOf(command))
      .map(({ command, document }) => `${document}: ${command}`);
    assert.deepEqual(neither, []);
    for (const { command } of documented) {
      const place = isExecuted(command) ? undefined : placeOf(command);
      if (!place) continue;
      const { where, because } = place;
      assert.ok(existsSync(join(packageRoot, where)), `${command} (${because}): no ${where}`);
    }
  });

  it("that are executed here are in the documents", () => {
    const said = documented.map(({ command }) => normalised(command).join(" "));
    assert.deepEqual(
      executed.filter((command) => !said.includes(normalised(command).join(" "))),
      [],
    );
  });

  it("name scripts, programs and options that there are", () => {
    const wrong = documented
      .map(({ command, document }) => ({ document, command, problem: problemOf(command) }))
      .filter(({ problem }) => problem);
    assert.deepEqual(wrong, []);
    for (const command of [
      "npm run no-such-script",
      "npm start -- --no-such-option",
      "tiller no-such-command",
      "tiller models --no-such-option",
      "npx no-such-program",
      "bench/no-such.sh",
    ]) {
      assert.ok(problemOf(command), command);
    }
  });

  for (const command of executed) {
    it(command, async () => {
      const own = { model: tillerTiny, serverModel: server.model() };
      const typed = Object.entries(replaced).reduce(
        (line, [theirs, ours]) => line.replaceAll(theirs, () => ours(own)),
        command,
      );
      const { stdout } = await run("sh", ["-c", typed], {
        cwd: command.startsWith("npm") ? packageRoot : folder,
        env: {
          ...process.env,
          PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
          XDG_CACHE_HOME: join(folder, "cache"),
        },
      });
      assert.ok(stdout.trim().length > 10, stdout);
    });
  }

  function isExecuted(command: string): boolean {
    const words = normalised(command).join(" ");
    return executed.some((one) => normalised(one).join(" ") === words);
  }

  /** In which place a command is executed that is not executed here. */
  function placeOf(command: string) {
    const words = normalised(command);
    return elsewhere.find(({ command: begin }) => {
      const known = begin.split(" ");
      return known.every((word, at) =>
        word.endsWith("*") ? words[at]?.startsWith(word.slice(0, -1)) : words[at] === word,
      );
    });
  }

  /** What is wrong with a command, as far as can be told without executing it. */
  function problemOf(command: string): string | undefined {
    const [program = "", ...args] = normalised(command);
    const options = args.filter((arg) => /^--./.test(arg)).map((arg) => arg.split("=")[0] ?? arg);
    if (program === "tiller") {
      const [name = ""] = args;
      if (!name.startsWith("-") && !help.includes(`\n  tiller ${name} `)) return `no ${name}`;
      return options.find((option) => option !== "--help" && !help.includes(option));
    }
    if (program === "npm") {
      const [verb = "", name = ""] = args;
      if (["install", "ci"].includes(verb)) return undefined;
      const script = scripts[verb === "run" ? name : verb];
      if (!script) return `no script ${verb} ${name}`;
      return options.find((option) => !sourceOf(script).includes(option.slice(2)));
    }
    if (["apt-get", "git"].includes(program)) return undefined;
    if (program === "npx") {
      return existsSync(join(packageRoot, "node_modules/.bin", args[0] ?? ""))
        ? undefined
        : `no ${args[0]}`;
    }
    const file = program.includes("/") ? program : (args[0] ?? "");
    return existsSync(join(packageRoot, file)) ? undefined : `no ${file}`;
  }
});

/** The words of a command, `npm run tiller --` taken for `tiller` and settings before it left out. */
function normalised(command: string): string[] {
  const words = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const line = words.slice(start).join(" ");
  return line
    .replace(/^npm run tiller --(?= )/, "tiller")
    .replace(/^(npm (?:run )?\S+) --(?= )/, "$1")
    .split(" ");
}

/** The program that a script of package.json starts: where its options are named. */
function sourceOf(script: string): string {
  const [file] = /\S+\.(?:mjs|ts)\b/.exec(script) ?? [];
  return file ? readFileSync(join(packageRoot, file), "utf8") : script;
}
