/** What a person writes or pastes to name a model: to load, or to download. */
import assert from "node:assert/strict";
import { DownloadError } from "../../../src/models/connection/download-error.js";
import { parseIdentity } from "../../../src/models/identity.js";
import {
  formatModelReference,
  ModelReferenceError,
  parseModelReference,
} from "../../../src/models/model-reference.js";
import { parseSource } from "../../../src/models/sources/source.js";
import { type FuzzTarget, parsed, textOf, utf8 } from "../target.js";

const HUB = new URL("https://hub.example/models");

export const target: FuzzTarget = {
  seeds: [
    "http://localhost:8000/v1#org/harbour",
    "https://host.example#harbour",
    "hf:owner/harbour:Q4_K_M",
    "hf.co/owner/harbour/folder/harbour.gguf#refs/pr/1",
    "https://huggingface.co/owner/harbour/blob/main/harbour-Q4_K_M.gguf?download=true",
    "https://hub.example/models/owner/harbour?show_file_info=harbour.gguf",
    "https://files.example/harbour%20one.gguf",
    "llama/3x4/0a/harbour",
  ].map(utf8),

  check(input) {
    const text = textOf(input);
    const reference = parsed(() => parseModelReference(text), ModelReferenceError);
    if (reference) {
      assert.deepEqual(parseModelReference(formatModelReference(reference)), reference);
    }
    const source = parsed(() => parseSource(text, HUB), DownloadError);
    if (source?.kind === "hub") assert.match(source.repository, /^[\w.-]+\/[\w.-]+$/);
    const identity = parseIdentity(text);
    if (identity) assert.ok(identity.layers >= 0 && identity.width >= 0);
  },
};
