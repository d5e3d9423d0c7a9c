import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killEngine, packageRoot, startEngine, type TestEngine } from "../support/engine.js";
import { FakeHub, fakeModel, REPOSITORY } from "../support/fake-hub.js";

const FILE = "notes-Q4_K_M.gguf";
const SOURCE = `hf:${REPOSITORY}/${FILE}`;
const SIZE = 300_000;
const ARRIVED = 100_000;

describe("the engine downloads a model", () => {
  const content = fakeModel(SIZE);
  let hub: FakeHub;
  let folder: string;

  beforeEach(async () => {
    hub = await FakeHub.start();
    hub.put(FILE, content);
    folder = await mkdtemp(join(tmpdir(), "tiller-download-"));
  });

  afterEach(async () => {
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const path = () => join(folder, ...REPOSITORY.split("/"), FILE);
  const request = () =>
    ({
      kind: "download",
      source: SOURCE,
      directory: folder,
      endpoint: hub.endpoint,
      proxy: "",
    }) as const;

  describe("in its process", () => {
    let engine: TestEngine;

    beforeEach(async () => {
      engine = await startEngine();
    });

    afterEach(() => engine.dispose());

    it("stops when it is cancelled, and goes on when it is asked again", async () => {
      const { client } = engine;
      const stop = new AbortController();
      hub.nextFileAnswers.push(hub.sendingOnly(ARRIVED, () => {}));
      const stopped = await client.request(request(), {
        signal: stop.signal,
        onProgress: ({ transfer }) => {
          if (transfer && transfer.bytes > 0) stop.abort();
        },
      });
      assert.equal(stopped.status, "cancelled");
      const { size } = await stat(`${path()}.part`);
      const outcome = await client.request(request());
      assert.deepEqual(outcome, {
        status: "done",
        result: { path: path(), bytes: SIZE, hashChecked: true },
      });
      assert.equal(hub.asked.at(-1)?.range, `bytes=${size}-`);
      assert.deepEqual(await readFile(path()), content);
    });

    it("says in one sentence why it cannot", async () => {
      const source = `hf:${REPOSITORY}/none.gguf`;
      await assert.rejects(engine.client.request({ ...request(), source }), {
        code: "bad-input",
        message: `There is no none.gguf in ${REPOSITORY}; it has ${FILE}.`,
      });
    });

    it("goes on after its process was killed", async () => {
      const { client } = engine;
      hub.nextFileAnswers.push(hub.sendingOnly(ARRIVED, () => {}));
      await assert.rejects(
        client.request(request(), {
          onProgress: ({ transfer }) => {
            if (transfer && transfer.bytes > 0) killEngine(client);
          },
        }),
        { code: "engine-died" },
      );
      const { size } = await stat(`${path()}.part`);
      assert.ok(size > 0);
      // As after some seconds: nobody renews the lock of a dead process.
      const old = new Date(Date.now() - 60_000);
      await utimes(`${path()}.lock`, old, old);
      await client.request(request());
      assert.equal(hub.asked.at(-1)?.range, `bytes=${size}-`);
      assert.deepEqual(await readFile(path()), content);
    });
  });

  describe("for the command line", () => {
    /** Runs `tiller download`; `onStart` is given the process. */
    function tiller(...args: string[]) {
      const child = spawn(
        process.execPath,
        [join(packageRoot, "dist", "cli.mjs"), "download", ...args],
        {
          env: {
            ...process.env,
            HF_ENDPOINT: hub.endpoint,
            NO_PROXY: "*",
            XDG_CACHE_HOME: folder,
            LOCALAPPDATA: folder,
          },
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      let out = "";
      let error = "";
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk;
      });
      child.stderr.on("data", (chunk: Buffer) => {
        error += chunk;
      });
      const ended = once(child, "close").then(([code]) => ({ code, out, error }));
      return { child, ended };
    }

    it("and says where it is", async () => {
      const { code, out, error } = await tiller(SOURCE, "--folder", folder).ended;
      const [last, ...progress] = error.trimEnd().split("\n").reverse();
      assert.equal(last, "0.3 MB; its SHA-256 is right.");
      // On a busy machine it may take so long that it says how far it is.
      for (const line of progress)
        assert.match(line, new RegExp(`^(Downloading|Checking) ${FILE}`));
      assert.equal(out, `${path()}\n`);
      assert.equal(code, 0);
      assert.deepEqual(await readFile(path()), content);
    });

    it("and keeps what has arrived when it is interrupted", async () => {
      const arriving = new Promise<void>((resolve) => {
        hub.nextFileAnswers.push(hub.sendingOnly(ARRIVED, () => resolve()));
      });
      const { child, ended } = tiller(SOURCE, "--folder", folder, "--json");
      await Promise.race([arriving, ended]);
      child.kill("SIGINT");
      const { code, error } = await ended;
      assert.match(
        error,
        /Stopped; what has arrived is kept, and the same command resumes there\.\n$/,
      );
      assert.equal(code, 3);
      const again = await tiller(SOURCE, "--folder", folder, "--json").ended;
      assert.deepEqual(JSON.parse(again.out), { path: path(), bytes: SIZE, hashChecked: true });
      assert.deepEqual(await readFile(path()), content);
    });

    it("and says what is wrong with what it was given", async () => {
      const { code, error } = await tiller("notes").ended;
      assert.match(
        error,
        /^tiller: "notes" names no model to download; write hf:owner\/name:Q4_K_M/,
      );
      assert.equal(code, 2);
    });
  });
});
