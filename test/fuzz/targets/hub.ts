/** What Hugging Face, or who is taken for it, says of a repository. */
import assert from "node:assert/strict";
import type { Connection } from "../../../src/models/connection/connection.js";
import { DownloadError } from "../../../src/models/connection/download-error.js";
import { findOnHub } from "../../../src/models/sources/hub.js";
import type { HubSource } from "../../../src/models/sources/source.js";
import { type FuzzTarget, json, parsedLater, textOf } from "../target.js";

const HUB = new URL("https://huggingface.co");
const SHA = "0a".repeat(32);

function connectionTo(answer: string): Connection {
  const get = async (url: URL) => ({
    status: 200,
    header: () => undefined,
    body: { text: async () => answer },
    url,
    linkedHash: undefined,
  });
  return { get } as unknown as Connection;
}

const sources: readonly HubSource[] = [
  { kind: "hub", repository: "owner/harbour", revision: "main" },
  { kind: "hub", repository: "owner/harbour", revision: "main", quantisation: "Q8_0" },
];

export const target: FuzzTarget = {
  seeds: [
    json({
      sha: SHA.slice(0, 40),
      siblings: [
        { rfilename: "README.md", size: 7, blobId: "0a" },
        { rfilename: "harbour-Q4_K_M.gguf", lfs: { sha256: SHA, size: 1_000_000 } },
        { rfilename: "Q8_0/harbour-Q8_0-00001-of-00002.gguf", size: 5, blobId: "0a" },
        { rfilename: "Q8_0/harbour-Q8_0-00002-of-00002.gguf", size: 5, lfs: null },
      ],
    }),
  ],
  isJson: true,
  isAsync: true,

  async check(input) {
    for (const source of sources) {
      const files = await parsedLater(
        () => findOnHub(source, HUB, connectionTo(textOf(input)), false, AbortSignal.any([])),
        DownloadError,
      );
      for (const { url, path, bytes } of files ?? []) {
        assert.equal(url.origin, HUB.origin);
        assert.deepEqual(path.slice(0, 2), ["owner", "harbour"]);
        assert.ok(path.every((name) => name !== ".." && !/[\\/\0]/.test(name)));
        assert.ok(Number.isSafeInteger(bytes) && bytes >= 0, "a file has a size");
      }
    }
  },
};
