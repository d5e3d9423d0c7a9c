/** Imports files that are made for the editor, of which they use no more than texts and language. */
import { register } from "node:module";

const standIn = new URL("./editor-stand-in.mjs", import.meta.url).href;
const hooks = `export const resolve = (name, context, next) =>
  name === "vscode" ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

export const { sidebarLayout } = await import("../../../src/sidebar/layout.js");
export const { Sidebar } = await import("../../../src/sidebar/sidebar.js");
export const { sidebarState } = await import("../../../src/sidebar/state.js");
