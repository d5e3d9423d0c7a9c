/** Requests for words that were never measured. */
import type { GenerateRequest } from "../../src/engine/protocol.js";
import { request } from "./engine.js";

/** A short text that is to contain the word. */
export function including(word: string): GenerateRequest {
  return request({
    selection: {
      constraints: [
        { id: "keywords:existence", args: { keywords: [word] }, dial: 1, guarantee: false },
      ],
      tell: false,
    },
    sampling: { temperature: 0, seed: 0, maxTokens: 8 },
  });
}
