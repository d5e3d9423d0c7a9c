import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { processorTicks } from "../processes.js";
import { Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const document = {
  name: "harbour.md",
  text: "# The harbour\n\nThe harbour is full of large ships.",
};

describe("steering from the sidebar", () => {
  let workbench: Workbench;

  beforeEach(async () => {
    // Greedy, so that the same text comes every time.
    workbench = await Workbench.open({ document, settings: { "tiller.temperature": 0 } });
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  it("streams capitals into the document, with a receipt, in one undo step", async () => {
    await workbench.openSidebar();
    const { sidebar, page } = workbench;
    await sidebar.getByRole("switch", { name: "All capitals" }).click();
    await sidebar.getByRole("switch", { name: "Concise" }).press("Space");
    await sidebar.getByRole("switch", { name: "Concise", checked: true }).waitFor();

    await workbench.goToEnd();
    const recorded = await workbench.recordEditor();
    await workbench.run("Tiller: Continue Writing");
    await sidebar.getByText("2 of 2 held").waitFor();
    for (const label of ["All capitals", "Concise"]) {
      const line = sidebar.getByRole("listitem").filter({ hasText: label });
      await line.getByRole("img", { name: "held", exact: true }).waitFor();
    }
    await workbench.statusItem.filter({ hasText: "2/2 held" }).waitFor();

    const lengths = new Set((await recorded()).map((state) => state.length));
    assert.ok(lengths.size > 3, `the text came in ${lengths.size} pieces`);
    const written = await workbench.writtenAfter(document.text);
    assert.match(written, /\p{Lu}{3}/u);
    assert.equal(written, written.toUpperCase());

    await page.keyboard.press("Control+Z");
    assert.equal(await workbench.documentText(), document.text);
  });

  it("stops at Escape, keeps the text, and leaves the processor alone", async () => {
    await workbench.openSidebar();
    const { sidebar, page } = workbench;
    await sidebar.getByRole("switch", { name: "Verbose" }).click();
    await sidebar.getByRole("switch", { name: "Verbose", checked: true }).waitFor();

    await workbench.goToEnd();
    let thaw = await workbench.freezeStream("Tiller: Continue Writing");
    await page.keyboard.press("Escape");
    thaw();
    await sidebar.getByRole("button", { name: "Continue Writing" }).waitFor();
    const kept = await workbench.writtenAfter(document.text);
    assert.notEqual(kept, "");

    const engine = workbench.engineProcess();
    // Not a wait for anything: half a second is what idleness is measured over.
    const ticks = processorTicks(engine);
    await delay(500);
    assert.ok(processorTicks(engine) - ticks <= 5, "the engine is still busy");
    assert.equal(await workbench.writtenAfter(document.text), kept);

    await page.keyboard.press("Control+Z");
    assert.equal(await workbench.documentText(), document.text);
    // Greedy: left to its end, the same request writes the same and more.
    thaw = await workbench.freezeStream("Tiller: Continue Writing");
    thaw();
    await sidebar.getByRole("button", { name: "Continue Writing" }).waitFor();
    const whole = await workbench.writtenAfter(document.text);
    assert.ok(whole.startsWith(kept) && whole.length > kept.length, `${kept}\n---\n${whole}`);
  });
});
