import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import {
  evaluateCommand,
  evaluationFolder,
  reportFile,
} from "../../../src/measurements/report-place.js";

const places = { storage: "/storage", packageRoot: "/tiller's home" };

describe("place of a model's report", () => {
  it("is a readable folder of its own for every model file", () => {
    const folder = evaluationFolder(places, "/models/My model (v2).gguf");
    assert.match(posix.basename(folder), /^My-model-v2--[0-9a-f]{8}$/);
    assert.notEqual(folder, evaluationFolder(places, "/elsewhere/My model (v2).gguf"));
  });

  it("is in the storage", () => {
    const model = "/models/a.gguf";
    const folder = evaluationFolder(places, model);
    assert.equal(posix.dirname(folder), "/storage/evaluations");
    assert.equal(reportFile(places, model), posix.join(folder, "report.html"));
  });

  it("is where the offered command writes, whatever the paths hold", () => {
    const model = '/models/it\'s "$HOME" `x`.gguf';
    const command = evaluateCommand(places, model, "linux");
    // A shell's own reading of the words.
    const words = execFileSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
    assert.deepEqual(words.split("\0").slice(0, -1), [
      "node",
      "/tiller's home/dist/cli.mjs",
      "evaluate",
      model,
      "--out",
      evaluationFolder(places, model),
    ]);
  });

  it("is quoted for the shells of Windows", () => {
    const command = evaluateCommand(
      { ...places, packageRoot: "/p" },
      "C:\\my models\\a.gguf",
      "win32",
    );
    assert.ok(
      command.startsWith('node "/p/dist/cli.mjs" evaluate "C:\\my models\\a.gguf" --out "'),
    );
  });

  it("runs nothing in PowerShell, whatever the paths hold", () => {
    const model = "C:\\it's $(calc) \u201d\u2019 `n.gguf";
    const command = evaluateCommand({ ...places, packageRoot: "/p" }, model, "win32");
    // In single quotes everything is text but a single quote, of any kind, which is written twice.
    assert.ok(
      command.includes(" evaluate 'C:\\it''s $(calc) \u201d\u2019\u2019 `n.gguf' --out "),
      command,
    );
  });
});
