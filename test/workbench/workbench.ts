/**
 * One web workbench with the extension and one document, as a person sees it: what the UI tests
 * drive and the screenshots show.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { processesUsing } from "./processes.js";
import { startServer, type WorkbenchServer } from "./server.js";
import { temporaryFolder } from "./temporary.js";

const extension = fileURLToPath(new URL("../..", import.meta.url));

export interface WorkbenchOptions {
  /** Name and text of the document that is open in the editor. */
  document: { name: string; text: string };
  settings?: Record<string, unknown>;
}

export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly server: WorkbenchServer,
    private readonly browser: Browser,
    private readonly scratch: ReturnType<typeof temporaryFolder>,
    private readonly file: string,
  ) {}

  static async open({ document, settings = {} }: WorkbenchOptions): Promise<Workbench> {
    const scratch = temporaryFolder();
    const folder = join(scratch.path, "notes");
    const file = join(folder, document.name);
    mkdirSync(folder);
    writeFileSync(file, document.text);
    const server = await startServer({ settings, env: { TILLER_RUN: scratch.path } });
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.address({ folder, file, extensions: [extension] }));
    const workbench = new Workbench(page, server, browser, scratch, file);
    await workbench.editor.waitFor();
    return workbench;
  }

  /** The lines of the open document that are in view. */
  get editor(): Locator {
    return this.page.locator(".editor-instance .monaco-editor .view-lines").first();
  }

  /** Tiller's page in the side bar: a frame of the extension's inside one of the workbench's. */
  get sidebar(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  get statusItem(): Locator {
    return this.page.locator(".statusbar-item").filter({ hasText: "Tiller" });
  }

  async openSidebar(): Promise<void> {
    await this.page.getByRole("tab", { name: "Tiller" }).click();
    await this.sidebar.getByText("All capitals").waitFor();
  }

  /** Places the cursor behind the document's last character. */
  async goToEnd(): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press("Control+End");
  }

  /** Runs a command from the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget:visible input.input");
    await input.fill(`>${title}`);
    await this.page
      .locator(".quick-input-list .monaco-list-row")
      .filter({ hasText: title })
      .first()
      .click();
  }

  /**
   * Starts to record what the editor shows; the returned function ends that and gives every state
   * it went through.
   */
  async recordEditor(): Promise<() => Promise<string[]>> {
    const recording = await this.editor.evaluateHandle(`(lines) => {
      const states = [];
      const observer = new MutationObserver(() => states.push(lines.innerText));
      observer.observe(lines, { childList: true, subtree: true, characterData: true });
      return { states, observer };
    }`);
    return () => recording.evaluate(`({ states, observer }) => (observer.disconnect(), states)`);
  }

  /**
   * Runs a command that streams, and freezes the engine's process as soon as the editor shows the
   * first text: a stream in progress that waits to be looked at or stopped, however fast the model.
   *
   * @returns lets the engine go on
   */
  async freezeStream(title: string): Promise<() => void> {
    const firstText = this.page.evaluate(`new Promise((resolve) => {
      const lines = document.querySelector(".editor-instance .view-lines");
      const before = lines.innerText.length;
      new MutationObserver((_changes, observer) => {
        if (lines.innerText.length <= before) return;
        observer.disconnect();
        resolve();
      }).observe(lines, { childList: true, subtree: true, characterData: true });
    })`);
    await this.run(title);
    await firstText;
    const engine = this.engineProcess();
    process.kill(engine, "SIGSTOP");
    await this.sidebar.getByRole("button", { name: "Stop" }).waitFor();
    return () => process.kill(engine, "SIGCONT");
  }

  /** The process that runs the model. */
  engineProcess(): number {
    const engine = processesUsing(this.scratch.path).find(({ commandLine }) =>
      commandLine.includes("dist/engine.mjs"),
    );
    if (!engine) throw new Error("No engine runs.");
    return engine.id;
  }

  /** The document's exact text: saved first, since the editor shows wrapped lines and only those in view. */
  async documentText(): Promise<string> {
    await this.page.keyboard.press("Control+S");
    await this.page.locator(".tab.active:not(.dirty)").waitFor();
    return readFileSync(this.file, "utf8");
  }

  /** What the document has after the text it began with. */
  async writtenAfter(beginning: string): Promise<string> {
    const text = await this.documentText();
    if (!text.startsWith(beginning)) throw new Error(`The document's beginning is lost: ${text}`);
    return text.slice(beginning.length);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.dispose();
    this.scratch.remove();
  }
}
