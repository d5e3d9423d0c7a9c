import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { isInCapitals } from "../capitals.js";
import { processorTicks } from "../processes.js";
import { unwrapped, Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const document = {
  name: "harbour.md",
  text: "# The harbour\n\nThe harbour is full of large ships.",
};

/** Enough for letters to be among them, and fewer than the shortest text has. */
const SOME_PIECES = 3;

describe("steering from the sidebar", function () {
  // Above what all the waits for the interface may take together: theirs name what did not come.
  this.timeout(600_000);

  let workbench: Workbench;

  beforeEach(async () => {
    // Greedy, so that the same text comes every time.
    const settings = { "tiller.temperature": 0, ...unwrapped };
    workbench = await Workbench.open({ document, settings });
    await workbench.openSidebar();
    await workbench.goToEnd();
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  it("streams capitals into the document, with a receipt, in one undo step", async () => {
    const { sidebar } = workbench;
    const unsteered = await continueAndUndo();
    assert.match(unsteered, /\p{Ll}{3}/u);

    await sidebar.getByRole("switch", { name: "All capitals" }).click();
    await sidebar.getByRole("switch", { name: "All capitals", checked: true }).waitFor();
    await sidebar.getByRole("switch", { name: "Concise" }).press("Space");
    await sidebar.getByRole("switch", { name: "Concise", checked: true }).waitFor();
    await workbench.goToEnd();
    const soFar = await continueAndHold();
    assert.ok(isInCapitals(soFar), soFar);
    workbench.engineGoesOn();
    await sidebar.getByText("2 of 2 held").waitFor();

    for (const label of ["All capitals", "Concise"]) {
      const line = sidebar.getByRole("listitem").filter({ hasText: label });
      await line.getByRole("img", { name: "held", exact: true }).waitFor();
    }
    await workbench.statusItem.filter({ hasText: "2/2 held" }).waitFor();
    const steered = await written();
    assert.ok(steered.startsWith(soFar) && steered !== soFar, `${soFar}\n---\n${steered}`);
    assert.match(steered, /\p{Lu}{3}/u);
    assert.ok(isInCapitals(steered), steered);

    await undo();
  });

  it("stops at Escape, keeps the text, and leaves the processor alone", async () => {
    const { sidebar, page } = workbench;
    await sidebar.getByRole("switch", { name: "Verbose" }).click();
    await sidebar.getByRole("switch", { name: "Verbose", checked: true }).waitFor();
    await workbench.goToEnd();
    const whole = await continueAndUndo();

    await continueAndHold();
    await page.keyboard.press("Escape");
    await workbench.isComplete();
    const kept = await written();
    assert.ok(kept !== "" && kept !== whole && whole.startsWith(kept), `${kept}\n---\n${whole}`);

    const engine = workbench.engineProcess();
    const ticks = processorTicks(engine);
    // Not a wait for anything: half a second is what idleness is measured over.
    await delay(500);
    assert.ok(processorTicks(engine) - ticks <= 5, "the engine is still busy");
    assert.equal(await written(), kept);

    await undo();
  });

  it("guarantees what is ticked from the keyboard, and tells what that took", async () => {
    const { sidebar } = workbench;
    await sidebar.getByRole("switch", { name: "JSON" }).press("Space");
    const box = sidebar.getByRole("checkbox", { name: "Guarantee JSON" });
    await box.press("Space");
    await sidebar.getByRole("checkbox", { name: "Guarantee JSON", checked: true }).waitFor();
    await workbench.goToEnd();
    await workbench.run("Tiller: Continue Writing");
    const line = sidebar.getByRole("listitem").filter({ hasText: "JSON" });
    await line.filter({ hasText: /The guarantee (stepped in|did not need to step in)/ }).waitFor();

    await sidebar.getByRole("switch", { name: "JSON" }).press("Space");
    await box.waitFor({ state: "hidden" });
  });

  /** What the model writes with what is switched on, at full speed; the document is then as before. */
  async function continueAndUndo(): Promise<string> {
    await workbench.run("Tiller: Continue Writing");
    await workbench.shows((text) => text.startsWith(document.text) && text !== document.text);
    await workbench.isComplete();
    const text = await written();
    await undo();
    return text;
  }

  /** Continues, and holds the engine when the first text is in view. */
  async function continueAndHold(): Promise<string> {
    workbench.holdEngineAfter(SOME_PIECES);
    await workbench.run("Tiller: Continue Writing");
    await workbench.shows((text) => text.startsWith(document.text) && text !== document.text);
    await workbench.sidebar.getByRole("button", { name: "Stop" }).waitFor();
    return written();
  }

  /** What the document has after the text it began with. */
  async function written(): Promise<string> {
    const text = await workbench.shownText();
    assert.ok(text.startsWith(document.text), text);
    return text.slice(document.text.length);
  }

  /** Undoes once, after which the document must be as it is on the disk. */
  async function undo(): Promise<void> {
    await workbench.undo();
    await workbench.shows(document.text);
    await workbench.page.locator(".tab.active:not(.dirty)").waitFor();
  }
});
