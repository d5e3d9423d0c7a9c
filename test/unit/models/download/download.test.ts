import assert from "node:assert/strict";
import { mkdir, readFile, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fakeModel, REPOSITORY } from "../../../support/fake-hub.js";
import { DownloadFixture, FILE, SIZE, SOURCE } from "./fixture.js";

describe("downloading a model", () => {
  const content = fakeModel(SIZE);
  let fixture: DownloadFixture;

  beforeEach(async () => {
    fixture = await DownloadFixture.make();
    fixture.hub.put(FILE, content);
  });

  afterEach(() => fixture.dispose());

  /** Downloads until so many bytes have come, and stops. */
  async function stopAfter(bytes: number, source = SOURCE): Promise<void> {
    const { hub } = fixture;
    const stop = new AbortController();
    hub.nextFileAnswers.push(hub.sendingOnly(bytes, () => {}));
    await assert.rejects(
      fixture.download(source, {}, stop.signal, ({ transfer }) => {
        if (transfer?.bytes === bytes) stop.abort();
      }),
      { name: "AbortError" },
    );
  }

  it("ends in the file, checked, under the repository's name, and in nothing else", async () => {
    const result = await fixture.download(SOURCE);
    assert.deepEqual(result, { path: fixture.path(FILE), bytes: SIZE, hashChecked: true });
    assert.deepEqual(await readFile(result.path), content);
    assert.deepEqual(await fixture.files(), [`${REPOSITORY}/${FILE}`]);
  });

  it("tells how far it is, how fast, and how long it takes yet", async () => {
    const { hub } = fixture;
    // In several pieces, so that there is something to tell amid the file.
    for (let i = 0; i < 3; i += 1) hub.nextFileAnswers.push(hub.cutAfter(SIZE / 6));
    await fixture.download(SOURCE);
    const told = fixture.progress.filter(({ transfer }) => transfer?.rate);
    assert.ok(told.length > 0);
    for (const { transfer, fraction, secondsLeft } of told) {
      assert.ok(transfer?.rate);
      assert.equal(transfer.total, SIZE);
      assert.equal(fraction, transfer.bytes / SIZE);
      assert.ok(Math.abs((secondsLeft ?? 0) - (SIZE - transfer.bytes) / transfer.rate) < 1e-9);
    }
    assert.equal(fixture.progress.findLast(({ transfer }) => transfer)?.transfer?.bytes, SIZE);
  });

  it("keeps what has arrived when it is stopped, not under the final name", async () => {
    await stopAfter(100_000);
    assert.deepEqual(await fixture.files(), [
      `${REPOSITORY}/${FILE}.part`,
      `${REPOSITORY}/${FILE}.part.json`,
    ]);
    const part = await readFile(`${fixture.path(FILE)}.part`);
    assert.deepEqual(part, content.subarray(0, 100_000));
  });

  it("fetches only the rest when it is asked again", async () => {
    await stopAfter(100_000);
    await fixture.download(SOURCE);
    assert.deepEqual(await readFile(fixture.path(FILE)), content);
    assert.equal(fixture.hub.served(), SIZE);
    assert.equal(fixture.hub.asked.at(-1)?.range, "bytes=100000-");
  });

  it("begins again when the server has another file meanwhile", async () => {
    await stopAfter(100_000);
    const other = fakeModel(SIZE, "b");
    fixture.hub.put(FILE, other);
    await fixture.download(SOURCE);
    assert.deepEqual(await readFile(fixture.path(FILE)), other);
    assert.equal(fixture.hub.asked.at(-1)?.range, undefined);
  });

  it("begins again when it does not know what the part is of", async () => {
    await stopAfter(100_000);
    await writeFile(`${fixture.path(FILE)}.part.json`, '{"vers');
    await fixture.download(SOURCE);
    assert.deepEqual(await readFile(fixture.path(FILE)), content);
    assert.equal(fixture.hub.served(), SIZE + 100_000);
  });

  it("begins again when the part is longer than the file", async () => {
    await stopAfter(100_000);
    await truncate(`${fixture.path(FILE)}.part`, SIZE + 1);
    await fixture.download(SOURCE);
    assert.deepEqual(await readFile(fixture.path(FILE)), content);
  });

  it("asks for nothing more when only the last check was missing", async () => {
    await stopAfter(100_000);
    await writeFile(`${fixture.path(FILE)}.part`, content);
    await fixture.download(SOURCE);
    assert.deepEqual(await readFile(fixture.path(FILE)), content);
    assert.equal(fixture.hub.served(), 100_000);
  });

  it("begins again at a server that sends no parts, and ends in one whole file", async () => {
    await stopAfter(100_000);
    fixture.hub.ranges = false;
    await fixture.download(SOURCE);
    assert.deepEqual(await readFile(fixture.path(FILE)), content);
    assert.equal(fixture.hub.served(), SIZE + 100_000);
  });

  it("does nothing when the file is there already", async () => {
    const first = await fixture.download(SOURCE);
    assert.deepEqual(await fixture.download(SOURCE), first);
    assert.equal(fixture.hub.served(), SIZE);
  });

  for (const [difference, there] of [
    ["size", fakeModel(SIZE - 1)],
    ["content", fakeModel(SIZE, "b")],
  ] as const) {
    it(`leaves a file of another ${difference} alone that has the name already`, async () => {
      await mkdir(dirname(fixture.path(FILE)), { recursive: true });
      await writeFile(fixture.path(FILE), there);
      await assert.rejects(fixture.download(SOURCE), {
        code: "bad-input",
        message: /already exists and differs from the server's file; move it away/,
      });
      assert.deepEqual(await readFile(fixture.path(FILE)), there);
    });
  }

  it("says what is needed and what is there when the disk is too full", async () => {
    fixture.freeBytes = 1_000_000;
    await assert.rejects(fixture.download(SOURCE), {
      code: "download-failed",
      message: `There is not enough space in ${fixture.folder}: 201 MB are needed and 1 MB are free; free some space, or choose another folder.`,
    });
    assert.equal(fixture.hub.served(), 0);
  });

  it("needs room only for what is missing", async () => {
    await stopAfter(100_000);
    fixture.freeBytes = 200_000_000 + SIZE - 100_000;
    await fixture.download(SOURCE);
    assert.ok(await stat(fixture.path(FILE)));
  });

  it("waits for another window that downloads the same, and shares its file", async () => {
    const { hub } = fixture;
    const begun = new Promise<() => void>((resolve) => {
      hub.nextFileAnswers.push(
        hub.sendingOnly(100_000, (response) =>
          resolve(() => response.end(content.subarray(100_000))),
        ),
      );
    });
    const first = fixture.download(SOURCE);
    const goOn = await begun;
    fixture.onWait = goOn;
    const second = await fixture.download(SOURCE);
    assert.deepEqual(second, await first);
    assert.ok(
      fixture.progress.some(({ message }) => message === `Another window is downloading ${FILE}`),
    );
    assert.equal(hub.asked.filter(({ server }) => server === "files").length, 1);
    assert.deepEqual(await readFile(second.path), content);
  });

  it("does not wait for a lock that a dead process left behind", async () => {
    const lock = `${fixture.path(FILE)}.lock`;
    await mkdir(lock, { recursive: true });
    const old = new Date(Date.now() - 60_000);
    await utimes(lock, old, old);
    await fixture.download(SOURCE);
    assert.deepEqual(fixture.waits, []);
    assert.deepEqual(await fixture.files(), [`${REPOSITORY}/${FILE}`]);
  });

  it("does not wait for hours for one whose time the clock, set back since, has not come to", async () => {
    const lock = `${fixture.path(FILE)}.lock`;
    await mkdir(lock, { recursive: true });
    const ahead = new Date(Date.now() + 5 * 3_600_000);
    await utimes(lock, ahead, ahead);
    await fixture.download(SOURCE);
    const waited = fixture.waits.reduce((sum, wait) => sum + wait, 0);
    assert.ok(waited > 0 && waited < 60_000, `${waited} ms`);
    assert.deepEqual(await fixture.files(), [`${REPOSITORY}/${FILE}`]);
  });

  describe("in several files", () => {
    const names = [1, 2, 3].map((i) => `big/notes-Q8_0-0000${i}-of-00003.gguf`);
    const contents = names.map((name) => fakeModel(50_000, name));

    beforeEach(() => {
      names.forEach((name, i) => {
        fixture.hub.put(name, contents[i] as Buffer);
      });
    });

    it("brings them all, and names the first to load", async () => {
      const result = await fixture.download(`hf:${REPOSITORY}:Q8_0`);
      assert.deepEqual(result, {
        path: fixture.path(names[0] as string),
        bytes: 150_000,
        hashChecked: true,
      });
      for (const [i, name] of names.entries()) {
        assert.deepEqual(await readFile(fixture.path(name)), contents[i]);
      }
    });

    it("gives none its final name before all are here, and goes on with what is missing", async () => {
      const { hub } = fixture;
      const stop = new AbortController();
      await assert.rejects(
        fixture.download(`hf:${REPOSITORY}:Q8_0`, {}, stop.signal, ({ message }) => {
          if (message === "Downloading notes-Q8_0-00003-of-00003.gguf") stop.abort();
        }),
        { name: "AbortError" },
      );
      assert.ok((await fixture.files()).every((file) => /\.part(?:\.json)?$/.test(file)));
      await fixture.download(`hf:${REPOSITORY}:Q8_0`);
      assert.deepEqual(
        await fixture.files(),
        names.map((name) => `${REPOSITORY}/${name}`),
      );
      assert.equal(hub.served(names[0]), 50_000);
      assert.equal(hub.served(names[1]), 50_000);
    });

    it("says which part the repository lacks", async () => {
      fixture.hub.put("x-00002-of-00002.gguf", content);
      await assert.rejects(fixture.download(`hf:${REPOSITORY}/x-00002-of-00002.gguf`), {
        message:
          "x-00002-of-00002.gguf is part of a model whose part x-00001-of-00002.gguf is missing.",
      });
    });
  });

  describe("from another server", () => {
    const address = () => fixture.hub.fileAddress(FILE);
    const path = () => `${fixture.folder}/${FILE}`;

    /** The server is asked twice: what it has, and for it. */
    async function stopAddressAfter(bytes: number): Promise<void> {
      fixture.hub.nextFileAnswers.push(fixture.hub.answerAsServer);
      await stopAfter(bytes, address());
    }

    it("compares the size where there is no hash, and says so", async () => {
      const result = await fixture.download(address());
      assert.deepEqual(result, { path: path(), bytes: SIZE, hashChecked: false });
      assert.deepEqual(await readFile(path()), content);
    });

    it("fetches only the rest of the same file", async () => {
      await stopAddressAfter(100_000);
      await fixture.download(address());
      assert.deepEqual(await readFile(path()), content);
      const asking = fixture.hub.asked.filter(({ range }) => range === "bytes=0-0").length;
      assert.equal(fixture.hub.served() - asking, SIZE);
    });

    it("begins again when the file has changed", async () => {
      await stopAddressAfter(100_000);
      const other = fakeModel(SIZE, "b");
      fixture.hub.put(FILE, other);
      await fixture.download(address());
      assert.deepEqual(await readFile(path()), other);
    });

    it("never glues two files when it changes between two pieces", async () => {
      const { hub } = fixture;
      const other = fakeModel(SIZE, "b");
      hub.nextFileAnswers.push(hub.answerAsServer, hub.cutAfter(100_000));
      fixture.onWait = () => hub.put(FILE, other);
      await fixture.download(address());
      assert.deepEqual(await readFile(path()), other);
      assert.match(hub.asked.at(-1)?.ifRange ?? "", /^"[0-9a-f]+"$/);
    });

    it("refuses a file whose size nobody tells", async () => {
      fixture.hub.nextFileAnswers.push((_request, response) => {
        response.writeHead(200).write("GGUF");
      });
      await assert.rejects(fixture.download(address()), {
        code: "download-failed",
        message: /does not say how large notes-Q4_K_M\.gguf is/,
      });
      assert.deepEqual(await fixture.files(), []);
    });
  });
});
