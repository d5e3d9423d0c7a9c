/** What the model is given of a document. */
import type { Prompt } from "../../engine/api/protocol.js";
import { withPlainLineEndings } from "../editor/line-endings.js";

/**
 * So much text before the cursor is sent at most. The engine cuts it to the model's context at a
 * sensible boundary and says so; this limit only keeps a huge document from being copied whole at
 * every key press. It is well above the longest context that local models are run with.
 */
export const MAX_TEXT_BEFORE = 400_000;

/** The prompt that continues `textBefore`, or nothing when there is no text to continue. */
export function continuePrompt(textBefore: string): Prompt | undefined {
  if (textBefore.trim() === "") return undefined;
  return { mode: "continue", text: withPlainLineEndings(lastCharacters(textBefore)) };
}

/** The prompt that follows `instruction`, or nothing when it says nothing. */
export function writePrompt(instruction: string): Prompt | undefined {
  const trimmed = instruction.trim();
  return trimmed === "" ? undefined : { mode: "write", instruction: withPlainLineEndings(trimmed) };
}

/** The prompt that rewrites `text`. */
export function rewritePrompt(text: string): Prompt {
  return { mode: "rewrite", text: withPlainLineEndings(text) };
}

function lastCharacters(text: string): string {
  if (text.length <= MAX_TEXT_BEFORE) return text;
  const last = text.slice(-MAX_TEXT_BEFORE);
  // Half a surrogate pair is no character.
  return /^[\uDC00-\uDFFF]/.test(last) ? last.slice(1) : last;
}
