import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { until } from "../../support/until.js";
import { processesUsing } from "../processes.js";
import { unwrapped, Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const START = "The harbour is full of large ships.";
const document = { name: "harbour.md", text: START };
/** Enough for letters to be among them, and fewer than the shortest text has. */
const SOME_PIECES = 3;
/** The whole workbench comes over the wire, and is compiled, before anything appears. */
const LOAD_LIMIT_MS = 300_000;

describe("an extension host that ends in the middle of a text", function () {
  // Above what all the waits for the interface may take together: theirs name what did not come.
  this.timeout(600_000);

  let workbench: Workbench;

  beforeEach(async () => {
    const settings = { "tiller.temperature": 0, "tiller.maxTokens": 24, ...unwrapped };
    workbench = await Workbench.open({ document, settings });
    // A reload may ask whether the unsaved document is to be left; it is kept anyway.
    workbench.page.on("dialog", (dialog) => dialog.accept());
    await workbench.openSidebar();
    await workbench.goToEnd();
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  it("with a window that is reloaded: the text until then is there, and goes on", async () => {
    const soFar = await continueAndHold();
    const engine = workbench.engineProcess();
    const loaded = workbench.page.waitForEvent("load", { timeout: LOAD_LIMIT_MS });
    await workbench.run("Developer: Reload Window");
    await ended(engine);
    workbench.engineGoesOn();
    await loaded;
    await workbench.editor.waitFor({ timeout: LOAD_LIMIT_MS });
    // The last of what the engine had said may have come after it was looked at.
    await workbench.shows((text) => text.startsWith(soFar));
    await goesOn();
  });

  it("by a crash: the text until then is there, no engine stays, and it goes on", async () => {
    const soFar = await continueAndHold();
    const engine = workbench.engineProcess();
    process.kill(extensionHost(), "SIGKILL");
    // Held as it is, it hears nothing.
    workbench.engineGoesOn();
    await ended(engine);
    const kept = await workbench.shownText();
    assert.ok(kept.startsWith(soFar), `${kept}\n---\n${soFar}`);
    await goesOn();
  });

  /** Continues, and holds the engine when the first text is in view. */
  async function continueAndHold(): Promise<string> {
    workbench.holdEngineAfter(SOME_PIECES);
    await workbench.run("Tiller: Continue Writing");
    await workbench.shows((text) => text.startsWith(START) && text !== START);
    await writing().waitFor();
    return workbench.shownText();
  }

  async function goesOn(): Promise<void> {
    // Another host has begun when what the former one showed has gone.
    await writing().waitFor({ state: "detached" });
    await workbench.statusItem.waitFor();
    const before = await workbench.shownText();
    await workbench.goToEnd();
    await workbench.run("Tiller: Continue Writing");
    await workbench.shows((text) => text.startsWith(before) && text.length > before.length);
  }

  function writing(): Locator {
    return workbench.statusItem.filter({ hasText: "Writing" });
  }

  function extensionHost(): number {
    const host = processesUsing(workbench.runFolder).find(({ commandLine }) =>
      commandLine.includes("--type=extensionHost"),
    );
    if (!host) throw new Error("No extension host runs.");
    return host.id;
  }

  /** Waits until the engine's process is none of the run's any more. */
  function ended(engine: number): Promise<void> {
    const runs = () => processesUsing(workbench.runFolder).some(({ id }) => id === engine);
    return until(() => !runs(), LOAD_LIMIT_MS);
  }
});
