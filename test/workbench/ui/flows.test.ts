/** Each flow of writing from beginning to end by the keyboard alone, without the sidebar. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { unwrapped, Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const START = "The harbour is full of large ships. A small boat came in with the tide.";
const document = { name: "harbour.md", text: START };
const settings = {
  ...unwrapped,
  "tiller.seed": 1,
  "tiller.maxTokens": 24,
  // The second one fails for certain: so few tokens make no hundred words.
  "tiller.constraints": [
    "change_case:english_capital",
    "length_constraints:number_words,num_words=100,relation=at least",
  ],
};

describe("by the keyboard alone", function () {
  // Above what all the waits for the interface may take together: theirs name what did not come.
  this.timeout(600_000);

  let workbench: Workbench;

  before(open);

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    if (this.currentTest?.state === "passed") return workbench.revert(START);
    // Wherever it stopped: the next one begins as the first.
    await workbench.close();
    await open();
  });

  after(() => workbench?.close());

  async function open(): Promise<void> {
    workbench = await Workbench.open({ document, settings });
    await workbench.goToEnd();
  }

  it("a paragraph is rewritten, and the new text rejected or accepted", async () => {
    await rewritten();
    await press("Shift+Alt+X");
    await workbench.shows(START);
    // The lines above a text go a little later than the text itself.
    await lens("Accept Sentence").waitFor({ state: "detached" });

    const text = await rewritten();
    await press("Shift+Alt+Y");
    await workbench.shows(text);
    await press("Control+Z");
    await workbench.shows(START);
  });

  it("variants of a passage are written and stepped through", async () => {
    await press("Shift+Alt+V");
    await lens(/calibrated · 3 of 4/).waitFor();
    const calibrated = await workbench.shownText();
    await press("Shift+Alt+N");
    await lens(/stronger · 4 of 4/).waitFor();
    await press("Shift+Alt+N");
    await lens(/unsteered · 1 of 4/).waitFor();
    await press("Shift+Alt+P");
    await lens(/stronger · 4 of 4/).waitFor();
    await press("Shift+Alt+P");
    await workbench.shows(calibrated);
  });

  it("what failed is retried, and the best text kept", async () => {
    await continued();
    await press("Shift+Alt+B");
    await lens(/ of 4 · [01]\/2 held/).waitFor();
    const text = await workbench.shownText();
    assert.ok(text.startsWith(START) && text !== START, text);
  });

  it("a text is discarded, and comes back with an undo", async () => {
    const text = await continued();
    await press("Shift+Alt+Backspace");
    await workbench.shows(START);
    await press("Control+Z");
    await workbench.shows(text);
  });

  it("selected text is checked, whoever wrote it", async () => {
    await press("Shift+Home");
    await workbench.run("Tiller: Check Text");
    await lens(/0 of 2 held/).waitFor();
    await workbench.statusItem.filter({ hasText: "0/2 held" }).waitFor();
    await workbench.run("Tiller: Dismiss Receipt");
    await lens(/held/).first().waitFor({ state: "detached" });
  });

  it("a constraint is switched on and off", async () => {
    await press("Shift+Alt+T");
    await choose("Toggle Constraint", "Concise");
    await choose("Strength of Concise", "0.5");
    await isListed("Concise", true);
    await press("Shift+Alt+T");
    await choose("Toggle Constraint", "Concise");
    await choose("Concise", "Switch Off");
    await isListed("Concise", false);
    await workbench.run("Tiller: Use the Document's Own Selection");
  });

  it("presets are applied, saved, found again and deleted", async () => {
    await workbench.run("Tiller: Apply Preset...");
    await choose("Apply Preset", "To-do list");
    await isListed("Bullet list", true);
    await workbench.run("Tiller: Save Preset...");
    await isAsked("Save Preset");
    await workbench.page.keyboard.type("My list");
    await press("Enter");
    await workbench.quickInput.waitFor({ state: "hidden" });
    await workbench.run("Tiller: Delete Preset...");
    await choose("Delete Preset", "My list");
    await workbench.run("Tiller: Apply Preset...");
    await isAsked("Apply Preset");
    await row("Headline").waitFor();
    await row("My list").waitFor({ state: "hidden" });
    await press("Escape");
    await workbench.run("Tiller: Use the Document's Own Selection");
  });

  function press(key: string): Promise<void> {
    return workbench.page.keyboard.press(key);
  }

  /** The paragraph in review, and what was written for it. */
  async function rewritten(): Promise<string> {
    await press("Shift+Alt+R");
    await lens("Accept Sentence").waitFor();
    const text = await workbench.shownText();
    assert.ok(text.startsWith(`${START}\n\n`), text);
    return text.slice(`${START}\n\n`.length);
  }

  /** The document with a text of Tiller's at its end. */
  async function continued(): Promise<string> {
    await press("Shift+Alt+Enter");
    await lens(/[01] of 2 held/).waitFor();
    const text = await workbench.shownText();
    assert.ok(text.startsWith(START) && text !== START, text);
    return text;
  }

  function lens(title: string | RegExp): Locator {
    return workbench.lens(title);
  }

  function row(text: string | RegExp): Locator {
    return workbench.quickInput.locator(".monaco-list-row").filter({ hasText: text }).first();
  }

  /** Waits for the list, or the box, of that title; the one before may still be there. */
  async function isAsked(title: string): Promise<void> {
    const { quickInput } = workbench;
    await quickInput.locator(".quick-input-title").filter({ hasText: title }).waitFor();
    await quickInput.locator("input:focus").waitFor();
  }

  /** Takes what it finds by typing its label. */
  async function choose(title: string, label: string): Promise<void> {
    await isAsked(title);
    await workbench.choose(label);
  }

  /**
   * Looks the constraint up in the list from which it is toggled; opens it again as long as it is as
   * it was, because a list that is open does not change and a choice takes a while to be carried out.
   */
  async function isListed(constraint: string, isOn: boolean): Promise<void> {
    for (let looks = 1; ; looks += 1) {
      await press("Shift+Alt+T");
      await isAsked("Toggle Constraint");
      const found = await workbench.goTo(constraint);
      const state = await found.locator(".label-description").allTextContents();
      await press("Escape");
      await workbench.quickInput.waitFor({ state: "hidden" });
      if (state.some((text) => /^\s*on/.test(text)) === isOn) return;
      assert.ok(looks < 20, `${constraint}: ${state.join()}`);
    }
  }
});
