/** Starts the sidebar's page: says that it is ready, then shows what it is sent. */
import * as z from "zod";
import { type FromPage, toPageSchema } from "../messages.js";
import type { Part } from "./elements/context.js";
import { createPage } from "./page.js";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const memorySchema = z.object({ moreIsOpen: z.boolean() }).catch({ moreIsOpen: false });
const memory = {
  read: () => memorySchema.parse(vscode.getState()),
  write: vscode.setState,
};

let page: Part | undefined;

window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const message = toPageSchema.parse(data);
  if (message.type === "layout") {
    page = createPage(
      message.layout,
      {
        texts: message.layout.texts,
        post: (answer) => vscode.postMessage(answer),
        select: (change) => vscode.postMessage({ type: "select", change }),
      },
      memory,
    );
    document.body.replaceChildren(page.element);
  } else {
    page?.show(message.state);
  }
});

window.addEventListener("keydown", (event) => {
  if (event.key === "Escape") vscode.postMessage({ type: "run", command: "stop" });
});

vscode.postMessage({ type: "ready" });
