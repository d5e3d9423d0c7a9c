/** IFEval's `language` instruction. */
import * as z from "zod";
import { instruction } from "./instruction.js";
import { detectLanguage } from "./langdetect.js";

export const responseLanguage = instruction({
  kwargs: z.strictObject({ language: z.string().min(2) }),
  /** A text that langdetect can make nothing of counts as followed. */
  follows: (response, { language }) => (detectLanguage(response) ?? language) === language,
});
