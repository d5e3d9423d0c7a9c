import assert from "node:assert/strict";
import { nextAddress } from "../../../../src/models/connection/addresses.js";
import { chooseFiles } from "../../../../src/models/sources/choose-files.js";
import { isSafeName } from "../../../../src/models/sources/file-names.js";
import { recommendedModels } from "../../../../src/models/sources/recommended.js";
import { parseSource } from "../../../../src/models/sources/source.js";
import { allParts } from "../../../../src/models/sources/split-files.js";

const hub = new URL("https://huggingface.co");
const mirror = new URL("https://mirror.example/hf");
const repository = "ada/notes-GGUF";
const main = { kind: "hub", repository, revision: "main" };

describe("the name of a model to download", () => {
  for (const [text, expected] of [
    ["hf:ada/notes-GGUF/notes.gguf", { ...main, file: "notes.gguf" }],
    ["hf:ada/notes-GGUF/sub/notes.gguf", { ...main, file: "sub/notes.gguf" }],
    ["hf:ada/notes-GGUF/notes.gguf#v2", { ...main, file: "notes.gguf", revision: "v2" }],
    ["hf:ada/notes-GGUF:Q4_K_M", { ...main, quantisation: "Q4_K_M" }],
    ["hf:ada/notes-GGUF", main],
    ["hf://ada/notes-GGUF:Q8_0", { ...main, quantisation: "Q8_0" }],
    ["huggingface:ada/notes-GGUF", main],
    ["ada/notes-GGUF:Q8_0", { ...main, quantisation: "Q8_0" }],
    ["hf.co/ada/notes-GGUF:Q8_0", { ...main, quantisation: "Q8_0" }],
    [" hf:ada/notes-GGUF\n", main],
    ["https://huggingface.co/ada/notes-GGUF", main],
    ["https://huggingface.co/ada/notes-GGUF/", main],
    ["https://huggingface.co/ada/notes-GGUF/tree/main", main],
    ["https://huggingface.co/ada/notes-GGUF/tree/v2", { ...main, revision: "v2" }],
    ["https://huggingface.co/ada/notes-GGUF/blob/main/a%20b.gguf", { ...main, file: "a b.gguf" }],
    [
      "https://huggingface.co/ada/notes-GGUF/resolve/v2/sub/notes.gguf?download=true",
      { ...main, file: "sub/notes.gguf", revision: "v2" },
    ],
    [
      "https://huggingface.co/ada/notes-GGUF?show_file_info=notes.gguf",
      { ...main, file: "notes.gguf" },
    ],
    ["https://hf.co/ada/notes-GGUF", main],
  ] as const) {
    it(`is understood: ${text.trim()}`, () => {
      assert.deepEqual(parseSource(text, hub), expected);
    });
  }

  it("may be a page of the hub that is set", () => {
    assert.deepEqual(parseSource("https://mirror.example/hf/ada/notes-GGUF", mirror), main);
    assert.deepEqual(parseSource("https://huggingface.co/ada/notes-GGUF", mirror), main);
  });

  it("may be an address of any other server", () => {
    const address = "https://models.example/a/notes%20b.gguf?key=1";
    assert.deepEqual(parseSource(address, hub), {
      kind: "address",
      url: new URL(address),
      file: "notes b.gguf",
    });
  });

  it("may be the name of a recommended model", () => {
    for (const { name, source } of recommendedModels) {
      assert.deepEqual(parseSource(name.toLowerCase(), hub), parseSource(source, hub));
    }
  });

  for (const text of [
    "",
    "notes",
    "notes.gguf",
    "/home/ada/notes.gguf",
    "C:\\models\\notes.gguf",
    "ftp://models.example/notes.gguf",
    "file:///etc/passwd",
    "http://models.example/notes.gguf",
    "https://models.example/",
    "https://models.example/notes.safetensors",
    "https://models.example/.hidden.gguf",
    "https://models.example/a%2Fb.gguf",
    "https://models.example/..%5Cb.gguf",
    "https://huggingface.co/ada/notes-GGUF/discussions/1",
    "https://huggingface.co/ada/notes-GGUF/resolve/main/..%2F..%2Fx.gguf",
    "hf:ada/notes-GGUF/notes.safetensors",
    "hf:ada/notes-GGUF/../../x.gguf",
    "hf:ada/notes-GGUF/.ssh/x.gguf",
    "hf:ada/notes-GGUF//etc/x.gguf",
    "hf:ada/notes-GGUF/nul.gguf",
    "hf:ada/notes-GGUF/COM1.x.gguf",
    "hf:ada/notes-GGUF/a:b.gguf",
    "hf:../notes-GGUF",
    "hf:ada/..",
    "hf:con/notes-GGUF",
    "hf:a da/notes-GGUF",
    "hf:ada/notes-GGUF:Q4/../x",
    "hf:ada/notes-GGUF/x.gguf#../../other",
  ]) {
    it(`is refused in one sentence: ${text || "nothing"}`, () => {
      assert.throws(() => parseSource(text, hub), { code: "bad-input", message: /^[^\n]+\.$/ });
    });
  }
});

describe("the name of a file", () => {
  for (const name of [
    "notes.gguf",
    "a b.gguf",
    "grüße-模型.gguf",
    "console.gguf",
    "x".repeat(240),
  ]) {
    it(`is taken: ${name.slice(0, 40)}`, () => assert.ok(isSafeName(name)));
  }

  for (const name of [
    "",
    ".",
    "..",
    ".hidden",
    "a/b",
    "a\\b",
    "a:b",
    "con",
    "CON.gguf",
    "lpt¹.gguf",
    "a.",
    "a ",
    " a",
    "a\u0000b",
    "a\nb",
    "a\u202efugg.b",
    "x".repeat(241),
    "模".repeat(81),
  ]) {
    it(`is refused: ${JSON.stringify(name).slice(0, 40)}`, () => assert.ok(!isSafeName(name)));
  }
});

describe("the files of a repository", () => {
  const names = [
    "README.md",
    "notes-IQ4_XS.gguf",
    "notes-Q4_K.gguf",
    "notes-Q4_K_M.gguf",
    "notes-Q8_0-00002-of-00002.gguf",
    "notes-Q8_0-00001-of-00002.gguf",
    "BF16/notes.gguf",
    "mmproj-notes-F16.gguf",
  ];
  const chosen = (quantisation?: string, all: readonly string[] = names) =>
    chooseFiles(
      { kind: "hub", repository, revision: "main", ...(quantisation && { quantisation }) },
      all,
    );

  it("are chosen by quantisation, however it is written", () => {
    assert.deepEqual(chosen("q4_k_m"), ["notes-Q4_K_M.gguf"]);
    assert.deepEqual(chosen("Q4_K"), ["notes-Q4_K.gguf"]);
    assert.deepEqual(chosen("BF16"), ["BF16/notes.gguf"]);
    assert.deepEqual(chosen("Q4_K_M", ["notes.Q4_K_M.gguf"]), ["notes.Q4_K_M.gguf"]);
  });

  it("are in order when there are several of one model", () => {
    assert.deepEqual(chosen("Q8_0"), [
      "notes-Q8_0-00001-of-00002.gguf",
      "notes-Q8_0-00002-of-00002.gguf",
    ]);
  });

  it("are those of the usual quantisation when none is named, or of the only model", () => {
    assert.deepEqual(chosen(), ["notes-Q4_K_M.gguf"]);
    assert.deepEqual(chosen(undefined, ["a.gguf", "mmproj-a.gguf"]), ["a.gguf"]);
  });

  it("are not guessed", () => {
    assert.throws(() => chosen("Q2_K"), {
      message:
        "There is no Q2_K in ada/notes-GGUF; it has notes-IQ4_XS.gguf, notes-Q4_K.gguf, notes-Q4_K_M.gguf, notes-Q8_0.gguf, BF16/notes.gguf, mmproj-notes-F16.gguf.",
    });
    assert.throws(() => chosen("Q4_0", ["a-Q4_0.gguf", "b-Q4_0.gguf"]), {
      message:
        "ada/notes-GGUF has several models: a-Q4_0.gguf, b-Q4_0.gguf; name one, such as hf:ada/notes-GGUF/a-Q4_0.gguf.",
    });
    assert.throws(() => chosen(undefined, ["a.safetensors"]), { message: /has no GGUF files/ });
  });
});

describe("the parts of a split model", () => {
  it("are told by the name of any of them", () => {
    assert.deepEqual(allParts("a/b-00002-of-00003.gguf"), [
      "a/b-00001-of-00003.gguf",
      "a/b-00002-of-00003.gguf",
      "a/b-00003-of-00003.gguf",
    ]);
  });

  for (const name of [
    "b.gguf",
    "b-00000-of-00003.gguf",
    "b-00004-of-00003.gguf",
    "b-00001-of-99999.gguf",
  ]) {
    it(`are not there: ${name}`, () => assert.deepEqual(allParts(name), [name]));
  }
});

describe("a redirect", () => {
  const from = new URL("https://huggingface.co/a");

  it("may lead to another host, or to another place on the same", () => {
    assert.equal(nextAddress(from, "https://files.example/x").href, "https://files.example/x");
    assert.equal(nextAddress(from, "/b").href, "https://huggingface.co/b");
  });

  for (const location of [
    "http://files.example/x",
    "file:///etc/passwd",
    "ftp://a/b",
    "http://[",
  ]) {
    it(`is not followed to ${location}`, () => {
      assert.throws(() => nextAddress(from, location), { message: /is not encrypted/ });
    });
  }
});
