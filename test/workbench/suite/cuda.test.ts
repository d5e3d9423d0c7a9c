import assert from "node:assert/strict";
import * as vscode from "vscode";
import { EngineError } from "../../../src/engine/api/client.js";
import type { Tiller } from "../../../src/extension.js";
import type { CudaOffer } from "../../../src/models/cuda-schema.js";
import { Answers } from "./person.js";
import { activeTiller } from "./tiller.js";

const OFFER: CudaOffer = {
  packages: [
    { name: "@node-llama-cpp/linux-x64-cuda", version: "9.9.9", bytes: 140_000_000 },
    { name: "@node-llama-cpp/linux-x64-cuda-ext", version: "9.9.9", bytes: 180_000_000 },
  ],
  unpackedBytes: 560_000_000,
  host: "registry.example",
  folder: "/home/ada/libraries",
};

/** What a dialogue says below its question. */
interface Modal {
  question: string;
  detail: string | undefined;
}

describe("adding CUDA support", () => {
  let tiller: Tiller;
  let answers: Answers;
  let modals: Modal[];
  /** What the engine was asked for. */
  let asked: string[];
  let request: Tiller["engine"]["request"];

  before(async () => {
    tiller = await activeTiller();
    request = tiller.engine.request;
  });

  afterEach(() => {
    answers.dispose();
    Object.assign(tiller.engine, { request });
  });

  /** Runs the command with an engine that offers, fetches, or says why not. */
  async function addCuda(
    { offer = OFFER, failure }: { offer?: CudaOffer; failure?: string },
    ...given: (string | undefined)[]
  ): Promise<readonly string[]> {
    asked = [];
    modals = [];
    Object.assign(tiller.engine, {
      request: async ({ kind }: { kind: string }) => {
        asked.push(kind);
        if (kind === "cuda-offer") return { status: "done", result: offer };
        if (failure !== undefined) throw new EngineError("download-failed", failure);
        const result =
          kind === "add-cuda"
            ? { packages: [] }
            : { devices: [], used: "Models run on a card (CUDA)." };
        return { status: "done", result };
      },
    });
    answers = new Answers(given);
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, {
      showInformationMessage: (text: string, ...rest: [vscode.MessageOptions, string]) => {
        if (rest[0]?.modal) modals.push({ question: text, detail: rest[0].detail });
        return showInformationMessage(text, ...rest);
      },
    });
    await vscode.commands.executeCommand("tiller.addCuda");
    return answers.heard;
  }

  it("says what it would fetch, from where and where to, and fetches nothing without a yes", async () => {
    await addCuda({}, undefined);
    assert.deepEqual(asked, ["cuda-offer"]);
    const [{ question, detail = "" } = assert.fail("nothing was asked")] = modals;
    assert.match(question, /320 MB/);
    for (const said of [
      "registry.example",
      "@node-llama-cpp/linux-x64-cuda 9.9.9 (140 MB)",
      "@node-llama-cpp/linux-x64-cuda-ext 9.9.9 (180 MB)",
      "/home/ada/libraries",
      "560 MB",
    ]) {
      assert.ok(detail.includes(said), `"${said}" is not in: ${detail}`);
    }
  });

  it("fetches it on a yes, and says what models run on then", async () => {
    const heard = await addCuda({}, "Download");
    assert.deepEqual(asked, ["cuda-offer", "add-cuda", "devices"]);
    assert.match(heard.at(-1) ?? "", /was added.*run on a card/);
  });

  it("says why there is nothing to add", async () => {
    const heard = await addCuda({ offer: { unavailable: "It is there already." } });
    assert.deepEqual(heard, ["It is there already."]);
    assert.deepEqual(asked, ["cuda-offer"]);
  });

  it("says why it could not be fetched", async () => {
    const heard = await addCuda({ failure: "There is no connection." }, "Download");
    assert.equal(heard.at(-1), "There is no connection.");
    assert.deepEqual(asked, ["cuda-offer", "add-cuda"]);
  });
});
