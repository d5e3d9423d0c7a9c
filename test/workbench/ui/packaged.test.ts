/** The package as a person gets it: installed into VS Code, without the repository beside it. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import { packageTarget } from "../../../scripts/package/package-target.js";
import { ownTarget } from "../../../scripts/package/targets.js";
import { needsStarter } from "../../support/starter.js";
import { filesOf, processesUsing } from "../processes.js";
import { temporaryFolder } from "../temporary.js";
import { unwrapped, Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
/** VS Code itself lies in the repository, since the tests bring it. */
const vscode = fileURLToPath(new URL("../host/", import.meta.url));

const START = "The harbour is full of large ships. A small boat came in with the tide.";

describe("the installed package", function () {
  // Above what all the waits for the interface may take together: theirs name what did not come.
  this.timeout(600_000);

  const out = temporaryFolder();
  let workbench: Workbench;
  /** What was written with the switch on. */
  let steered = "";

  before(async function () {
    needsStarter(this);
    const packaged = await packageTarget({ repository, target: ownTarget, out: out.path });
    workbench = await Workbench.open({
      document: { name: "harbour.md", text: START },
      settings: {
        ...unwrapped,
        "tiller.model": undefined,
        "tiller.temperature": 0,
        "tiller.maxTokens": 24,
      },
      installed: [],
      packaged,
    });
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
  });

  after(async () => {
    await workbench?.close();
    out.remove();
  });

  it("continues, steered by a switch, and writes the receipt", async () => {
    const { sidebar } = workbench;
    await workbench.openSidebar();
    await sidebar.getByRole("switch", { name: "Concise" }).click();
    await sidebar.getByRole("switch", { name: "Concise", checked: true }).waitFor();
    await workbench.goToEnd();
    await workbench.run("Tiller: Continue Writing");
    // The speed is known when the text is complete.
    await sidebar.getByText(/tokens\/s/).waitFor();
    await sidebar.getByRole("listitem").filter({ hasText: "Concise" }).waitFor();
    await workbench.statusItem.filter({ hasText: /[01]\/1 held/ }).waitFor();
    steered = await workbench.shownText();
    assert.ok(steered.startsWith(START) && steered !== START, steered);
    await undo();
  });

  it("opens no file of the repository", () => {
    const processes = processesUsing(workbench.runFolder);
    const engine = processes.find(({ id }) => id === workbench.engineProcess());
    assert.ok(engine);
    // Not only the program: the addon, llama.cpp and the model are the installed ones.
    const [program = ""] = /\S+engine\.mjs/.exec(engine.commandLine) ?? [];
    const installed = dirname(dirname(program));
    assert.ok(!installed.startsWith(repository), installed);
    const own = filesOf(engine.id).filter((file) => file.startsWith(installed));
    for (const name of [
      /tiller_steering\.node$/,
      /libllama.*\.so$/,
      /SmolLM2-135M-Instruct\.Q4_1\.gguf$/,
    ]) {
      assert.ok(
        own.some((file) => name.test(file)),
        `${name}: ${own.join("\n")}`,
      );
    }
    const names = readdirSync(installed, { recursive: true, encoding: "utf8" });
    assert.ok(names.length > own.length);
    assert.deepEqual(
      names.filter((name) => name.includes("tiller-tiny")),
      [],
    );
    for (const { id } of processes) {
      const others = filesOf(id).filter(
        (file) => file.startsWith(repository) && !file.startsWith(vscode),
      );
      assert.deepEqual(others, []);
    }
  });

  it("writes from an instruction", async () => {
    await workbench.goToEnd();
    await workbench.run("Tiller: Write...");
    const box = workbench.page.locator(".quick-input-widget").filter({ hasText: "Write" });
    await box.locator("input:focus").waitFor();
    await workbench.page.keyboard.type("Describe a fox.");
    await workbench.page.keyboard.press("Enter");
    await lens(/[01] of 1 held/).waitFor();
    const text = await workbench.shownText();
    assert.ok(text.startsWith(START) && /\bfox/i.test(text.slice(START.length)), text);
    await undo();
  });

  it("writes otherwise once the switch is off", async () => {
    const { sidebar } = workbench;
    await sidebar.getByRole("switch", { name: "Concise" }).click();
    await sidebar.getByRole("switch", { name: "Concise", checked: false }).waitFor();
    await workbench.goToEnd();
    await workbench.run("Tiller: Continue Writing");
    await workbench.shows((text) => text.startsWith(START) && text !== START);
    await sidebar.getByRole("button", { name: "Continue Writing" }).waitFor();
    assert.notEqual(await workbench.shownText(), steered);
    await undo();
  });

  it("rewrites, and the new text is accepted", async () => {
    await workbench.goToEnd();
    await workbench.page.keyboard.press("Shift+Alt+R");
    await lens("Accept Sentence").waitFor();
    const both = await workbench.shownText();
    assert.ok(both.startsWith(`${START}\n\n`), both);
    await workbench.page.keyboard.press("Shift+Alt+Y");
    await workbench.shows(both.slice(`${START}\n\n`.length));
  });

  function lens(title: string | RegExp): Locator {
    return workbench.page.locator(".codelens-decoration").filter({ hasText: title });
  }

  async function undo(): Promise<void> {
    await workbench.undo();
    await workbench.shows(START);
  }
});
