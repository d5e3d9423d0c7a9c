/** Requests for words that have never been measured. */
import type { GenerateRequest } from "../../src/engine/api/protocol.js";
import { request } from "./engine.js";

/** A short text that should avoid the word; on the model for tests, the word's vector is used. */
export function avoiding(word: string): GenerateRequest {
  return request({
    selection: {
      constraints: [
        {
          id: "keywords:forbidden_words",
          args: { forbidden_words: [word] },
          dial: 1,
          guarantee: false,
        },
      ],
      tell: false,
    },
    sampling: { temperature: 0, seed: 0, maxTokens: 8 },
  });
}
