import assert from "node:assert/strict";
import fc from "fast-check";
import { frontMatter } from "../../../src/selecting/front-matter.js";
import { ProfileError } from "../../../src/selecting/profile.js";
import { faultsIn, read, saved, selectionOf } from "./written.js";

const CONCISE = "length_constraints:concise";
const HARBOUR = "keywords:existence,keywords=harbour@1.2";

const document = (yaml: string) => `---\n${yaml}---\n\nThe harbour.\n`;

describe("A profile in front matter", () => {
  it("says what is on and whether it is told", () => {
    const text = document(
      `title: Harbour\ntiller:\n  tell: true\n  constraints:\n    - ${CONCISE}\n    - ${HARBOUR}\n`,
    );
    assert.deepEqual(read(frontMatter, text), {
      selection: selectionOf(true, CONCISE, HARBOUR),
      faults: [],
    });
  });

  it("switches off what it does not name", () => {
    assert.deepEqual(read(frontMatter, document("tiller:\n  tell: false\n"))?.selection, {
      constraints: [],
      tell: false,
    });
  });

  const without: Record<string, string> = {
    "no front matter": "The harbour.\n",
    "front matter of other keys": document("title: Harbour\n"),
    "a line of hyphens that nothing closes": "---\ntiller:\n  tell: true\n",
    "a profile below the front matter": `${document("")}tiller:\n  tell: true\n`,
    "the key alone, on the way to be written": document("tiller:\n"),
  };
  for (const [name, text] of Object.entries(without)) {
    it(`is not there: ${name}`, () => {
      assert.equal(read(frontMatter, text)?.selection, undefined);
      assert.deepEqual(faultsIn(frontMatter, text), []);
    });
  }

  it("is read beside what is wrong in it, which is said where it stands", () => {
    const text = document(
      `tiller:\n  tell: yes\n  loud: 3\n  constraints:\n    - length:concise\n    - ${CONCISE}\n    - 7\n    - ${CONCISE}\n`,
    );
    assert.deepEqual(read(frontMatter, text)?.selection, selectionOf(false, CONCISE));
    const faults = faultsIn(frontMatter, text);
    const places = faults.map(([place]) => place);
    assert.deepEqual(places.toSorted(), ["7", CONCISE, "length:concise", "loud", "yes"].toSorted());
    const said = Object.fromEntries(faults);
    assert.match(said.yes ?? "", /"tell" must be true or false/);
    assert.match(said.loud ?? "", /no "loud" here/);
    assert.match(said["length:concise"] ?? "", /no constraint "length:concise".*nearest/);
    assert.match(said[CONCISE] ?? "", /named twice/);
  });

  it("is no list and no word", () => {
    assert.match(faultsIn(frontMatter, document("tiller: [a]\n"))[0]?.[1] ?? "", /Under "tiller"/);
    const list = document("tiller:\n  constraints: none\n");
    assert.match(faultsIn(frontMatter, list)[0]?.[1] ?? "", /must be a list/);
  });

  it("has the place of a fault of the YAML itself", () => {
    const text = document(`tiller:\n  constraints:\n    - ${CONCISE}\n    - "open\n`);
    assert.deepEqual(read(frontMatter, text)?.selection?.constraints[0]?.id, CONCISE);
    assert.ok(faultsIn(frontMatter, text).some(([, message]) => /cannot be read/.test(message)));
  });
});

describe("Saving a selection in front matter", () => {
  const selection = selectionOf(true, CONCISE, HARBOUR);
  const profile = `tiller:\n  tell: true\n  constraints:\n    - ${CONCISE}\n    - ${HARBOUR}\n`;

  it("makes front matter where there is none", () => {
    assert.equal(
      saved(frontMatter, "The harbour.\n", selection),
      `---\n${profile}---\n\nThe harbour.\n`,
    );
    const rule = "---\n\nAfter a rule.\n";
    assert.ok(saved(frontMatter, rule, selection).endsWith(rule));
  });

  it("goes behind the other keys, and leaves all of them to the letter", () => {
    const others = "# mine\ntitle:   'A  harbour'   # kept\ntags: [ a,b ]\n\nlist:\n- 1\n";
    assert.equal(saved(frontMatter, document(others), selection), document(others + profile));
  });

  it("goes into front matter that is empty, or has only comments", () => {
    assert.equal(saved(frontMatter, document(""), selection), document(profile));
    assert.equal(
      saved(frontMatter, document("# none\n"), selection),
      document(`# none\n${profile}`),
    );
  });

  it("takes the place of the profile that is there, between its neighbours", () => {
    const before = "title:  x\n";
    const after = "\n# about the date\ndate:   2026-01-01\n";
    const old = "tiller:\n  constraints:\n    - punctuation:no_comma\n";
    assert.equal(
      saved(frontMatter, document(before + old + after), selectionOf(false, CONCISE)),
      document(`${before}tiller:\n  constraints:\n    - ${CONCISE}\n${after}`),
    );
  });

  it("keeps comments beside what stays", () => {
    const old = `tiller:\n  # as agreed\n  tell: false # for now\n  constraints:\n    - ${CONCISE} # short!\n    - punctuation:no_comma\n`;
    const text = saved(frontMatter, document(old), selectionOf(true, `${CONCISE}@0.5`, HARBOUR));
    assert.equal(
      text,
      document(
        `tiller:\n  # as agreed\n  tell: true # for now\n  constraints:\n    - ${CONCISE}@0.5 # short!\n    - ${HARBOUR}\n`,
      ),
    );
  });

  it("writes an empty list where nothing is on, so that the document goes its own way", () => {
    const text = saved(frontMatter, document("title: x\n"), selectionOf(false));
    assert.equal(text, document("title: x\ntiller:\n  constraints: []\n"));
    assert.deepEqual(read(frontMatter, text)?.selection, selectionOf(false));
  });

  it("works where the keys stand in braces", () => {
    const text = saved(frontMatter, document("{ title: x }\n"), selection);
    assert.deepEqual(read(frontMatter, text), { selection, faults: [] });
    assert.match(text, /title: x/);
  });

  for (const broken of ["title: 'open\n", "- a\n- b\n", "just words\n"]) {
    it(`refuses front matter that it cannot keep: ${JSON.stringify(broken)}`, () => {
      assert.throws(
        () => saved(frontMatter, document(broken), selection),
        (error: Error) => error instanceof ProfileError && /front matter/i.test(error.message),
      );
    });
  }

  it("is read again as it was, whatever the words, and twice is the same as once", () => {
    const word = fc
      .string({ unit: "binary", maxLength: 30 })
      .filter((text) => text.trim() !== "" && !/\p{Cs}/u.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.boolean(), (words, tell) => {
        const args = { keywords: words.map((one) => one.trim()) };
        const wanted = {
          constraints: [{ id: "keywords:existence", args, dial: 1.5, guarantee: false }],
          tell,
        };
        const once = saved(frontMatter, document("title: x\n"), wanted);
        assert.deepEqual(read(frontMatter, once), { selection: wanted, faults: [] });
        assert.equal(saved(frontMatter, once, wanted), once);
      }),
      { numRuns: 50 },
    );
  });
});
