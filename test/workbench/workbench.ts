/**
 * One web workbench with the extension and one document, as a person sees it: what the UI tests
 * drive and the screenshots show.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { addTinySet, tillerTiny } from "../support/tiny.js";
import { launchBrowser } from "./browser.js";
import { holdEngineAfter, letEngineGo } from "./holding/hold.js";
import { processesUsing } from "./processes.js";
import { startServer, type WorkbenchServer } from "./server.js";
import { exitOnSignals } from "./signals.js";
import { temporaryFolder } from "./temporary.js";

const extension = fileURLToPath(new URL("../..", import.meta.url));
const holding = fileURLToPath(new URL("./holding", import.meta.url));

/** For whatever is awaited in the interface: patient, since a busy machine is slow but not broken. */
const APPEAR_LIMIT_MS = 120_000;
/** The whole workbench comes over the wire, and is compiled, before anything appears. */
const OPEN_LIMIT_MS = 300_000;

/**
 * Runs in the page, when it has drawn what it knows: until then the editor shows the text before. It
 * keeps its lines in no particular order, and spaces as no-break spaces.
 */
const readEditor = `async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  return [...document.querySelectorAll(".editor-instance .view-line")]
    .sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
    .map((line) => line.textContent.replaceAll("\u00a0", " "))
    .join("\\n");
}`;

export interface WorkbenchOptions {
  /** Name and text of the document that is open in the editor. */
  document: { name: string; text: string };
  /** User settings, on top of the model for tests; `"tiller.model": undefined` is the bundled one. */
  settings?: Record<string, unknown>;
  /** Folders of extensions beside Tiller, instead of the one that can hold its engine. */
  installed?: string[];
  /** A VSIX that is installed, instead of the repository's extension. */
  packaged?: string;
  /** Puts more into the folder before it is opened. */
  prepare?: (folder: string) => void;
  /** Whether the folder is trusted only when a person says so. */
  asksForTrust?: boolean;
}

/** Every line of the document is then one line of the editor. */
export const unwrapped = { "editor.wordWrap": "off", "[markdown]": { "editor.wordWrap": "off" } };

export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly server: WorkbenchServer,
    private readonly browser: Browser,
    private readonly scratch: ReturnType<typeof temporaryFolder>,
  ) {}

  static async open({
    document,
    settings = {},
    installed = [holding],
    packaged,
    prepare,
    asksForTrust = false,
  }: WorkbenchOptions): Promise<Workbench> {
    exitOnSignals();
    const scratch = temporaryFolder();
    const folder = join(scratch.path, "notes");
    const file = join(folder, document.name);
    mkdirSync(folder);
    writeFileSync(file, document.text);
    prepare?.(folder);
    const server = await startServer({
      settings: { "tiller.model": tillerTiny, ...settings },
      env: { TILLER_RUN: scratch.path },
      installed,
      packaged,
      asksForTrust,
      prepareStorage: addTinySet,
    });
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(APPEAR_LIMIT_MS);
    const workbench = new Workbench(page, server, browser, scratch);
    const address = server.address({ folder, file, extension: packaged ? undefined : extension });
    try {
      await page.goto(address, { timeout: OPEN_LIMIT_MS });
      await workbench.editor.waitFor();
      // Before it is known, its commands are not found, and its keys do nothing.
      await workbench.sidebarTab.waitFor();
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  /** The lines of the open document that are in view. */
  get editor(): Locator {
    return this.page.locator(".editor-instance .monaco-editor .view-lines").first();
  }

  /** Tiller's page in the side bar: a frame of the extension's inside one of the workbench's. */
  get sidebar(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  /** Folder in which the extension keeps files of its own. */
  get storage(): string {
    return this.server.storage;
  }

  /** Folder of this run's own, which its processes know as TILLER_RUN. */
  get runFolder(): string {
    return this.scratch.path;
  }

  get statusItem(): Locator {
    return this.page.locator(".statusbar-item").filter({ hasText: "Tiller" });
  }

  /** What can be clicked above a text, and says how it did. */
  lens(title: string | RegExp): Locator {
    return this.page.locator(".codelens-decoration").filter({ hasText: title });
  }

  /** The list or the box that is open. */
  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget");
  }

  private get sidebarTab(): Locator {
    return this.page.getByRole("tab", { name: "Tiller" });
  }

  async openSidebar(): Promise<void> {
    await this.sidebarTab.click();
    await this.sidebar.getByText("All capitals").waitFor();
  }

  /** Places the cursor behind the document's last character. */
  async goToEnd(): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+End");
  }

  async undo(): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+Z");
  }

  /**
   * The document is as it is on the disk again, the cursor at its end, and nothing is left of what was
   * written: what the next text brings is its own.
   */
  async revert(onDisk: string): Promise<void> {
    await this.run("File: Revert File");
    await this.shows(onDisk);
    // They go a little later than the texts below them.
    await this.lens(/./).first().waitFor({ state: "detached" });
    await this.goToEnd();
  }

  /** Runs a command from the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    // A list that was open has the focus until the palette is there.
    await this.page.waitForFunction("document.activeElement?.value === '>'");
    await this.choose(title);
  }

  /** Types into the list that has the focus, and takes what that finds. */
  async choose(label: string): Promise<void> {
    await this.goTo(label);
    await this.page.keyboard.press("Enter");
  }

  /** Types into the list that has the focus, and goes to what that finds: which Enter would take. */
  async goTo(label: string): Promise<Locator> {
    await this.page.keyboard.type(label);
    const row = this.quickInput.locator(".monaco-list-row").filter({ hasText: label }).first();
    await row.waitFor();
    const focused = row.and(this.page.locator(".focused"));
    // What is found first need not be what was typed.
    while (!(await focused.isVisible())) await this.page.keyboard.press("ArrowDown");
    return row;
  }

  /** Waits until a text that has begun is complete; the status bar says so before the text comes. */
  async isComplete(): Promise<void> {
    await this.statusItem.locator(".codicon-loading").waitFor({ state: "detached" });
  }

  /** The document as the editor shows it. */
  shownText(): Promise<string> {
    return this.page.evaluate(`(${readEditor})()`);
  }

  /** Waits until the editor shows exactly this text, or one that the function accepts. */
  async shows(expected: string | ((text: string) => boolean)): Promise<void> {
    const accepts = typeof expected === "string" ? (text: string) => text === expected : expected;
    const deadline = Date.now() + APPEAR_LIMIT_MS;
    for (;;) {
      const text = await this.shownText();
      if (accepts(text)) return;
      if (Date.now() > deadline) assert.equal(text, String(expected));
    }
  }

  /**
   * The next text stands still after so many pieces (most are a token), until `engineGoesOn` or a
   * request to stop: it can be met midway however fast its model, and slow the machine, is.
   */
  holdEngineAfter(pieces: number): void {
    holdEngineAfter(pieces, this.scratch.path);
  }

  engineGoesOn(): void {
    letEngineGo(this.scratch.path);
  }

  /** The process that runs the model. */
  engineProcess(): number {
    const engine = processesUsing(this.scratch.path).find(({ commandLine }) =>
      commandLine.includes("dist/engine.mjs"),
    );
    if (!engine) throw new Error("No engine runs.");
    return engine.id;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.dispose();
    this.scratch.remove();
  }
}
