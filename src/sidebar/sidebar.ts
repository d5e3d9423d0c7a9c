/** The sidebar's view: owns the page, and carries messages to and from it. */
import type * as vscode from "vscode";
import type { FromPage, Layout, SidebarState, ToPage } from "./messages.js";
import { pageHtml, pageRoots } from "./page.js";

export interface SidebarSources {
  layout(): Layout;
  state(): SidebarState;
  /** The page is in view, for the first time or again. */
  opened(): void;
  /** Something the person asked for in the page. */
  receive(message: Exclude<FromPage, { type: "ready" }>): void;
}

export class Sidebar implements vscode.WebviewViewProvider, vscode.Disposable {
  /** As declared in package.json. */
  static readonly viewId = "tiller.constraints";

  private view: vscode.WebviewView | undefined;
  private isReady = false;
  private postPending = false;
  private announceReady: () => void = () => {};

  /** Resolves when the page has first said that it listens. */
  readonly ready = new Promise<void>((resolve) => {
    this.announceReady = resolve;
  });

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly sources: SidebarSources,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.isReady = false;
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: pageRoots(this.extensionUri) };
    // Made when the page is first seen: an activation does not wait for so many schemas.
    const messages = import("./messages.js");
    webview.onDidReceiveMessage(async (message) => this.receive(message, await messages));
    view.onDidDispose(() => {
      this.view = undefined;
      this.isReady = false;
    });
    webview.html = pageHtml(webview, this.extensionUri);
  }

  /** Something that the page shows has changed. Several changes in one turn are sent as one. */
  refresh(): void {
    // A hidden page has ended; it asks again, by "ready", when it is shown.
    if (!this.isReady || !this.visible || this.postPending) return;
    this.postPending = true;
    queueMicrotask(() => {
      this.postPending = false;
      this.post({ type: "state", state: this.sources.state() });
    });
  }

  dispose(): void {
    this.isReady = false;
  }

  private receive(raw: unknown, { fromPageSchema }: typeof import("./messages.js")): void {
    const { data: message, error } = fromPageSchema.safeParse(raw);
    if (error) {
      this.log.error(`Unreadable message from the sidebar: ${error.message}`);
    } else if (message.type === "ready") {
      this.isReady = true;
      this.post({ type: "layout", layout: this.sources.layout() });
      this.post({ type: "state", state: this.sources.state() });
      this.announceReady();
      this.sources.opened();
    } else {
      this.sources.receive(message);
    }
  }

  private post(message: ToPage): void {
    if (this.isReady) void this.view?.webview.postMessage(message);
  }
}
