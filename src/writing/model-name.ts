/** What a model is called before it is loaded. */
import { basename, extname } from "node:path";
import { isServerReference } from "../models/model-reference.js";
import { shownName } from "../models/shown-name.js";

/** @param model a file's path or a server's address and model, as the setting has it */
export function nameOfModel(model: string): string {
  if (isServerReference(model)) {
    // Where texts go is said first, and is never cut off.
    const [address = "", ...name] = model.split("#");
    const host = URL.canParse(address) ? new URL(address).host : address;
    return shownName([host, name.join("#")].join(" · "));
  }
  const file = basename(model);
  return shownName(file.slice(0, file.length - extname(file).length) || file);
}
