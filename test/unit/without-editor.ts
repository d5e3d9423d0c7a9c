/** To be imported before files that are made for the editor: they get a stand-in for it. */
import { register } from "node:module";

const standIn = new URL("./editor-stand-in.ts", import.meta.url).href;
const hooks = `export const resolve = (name, context, next) =>
  next(name === "vscode" ? ${JSON.stringify(standIn)} : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
