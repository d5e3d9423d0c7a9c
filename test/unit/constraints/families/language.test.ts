import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { findConstraint } from "../../../../src/constraints/catalogue.js";
import { LANGUAGES } from "../../../../src/constraints/families/language.js";
import {
  detectableLanguages,
  detectLanguage,
} from "../../../../src/constraints/ifeval/langdetect.js";
import { fixture } from "../fixture.js";

const texts: Record<string, string[]> = JSON.parse(readFileSync(fixture("languages.json"), "utf8"));
const paper = "ar bg bn de fa fi gu hi it mr pa pt ru sw ta te th ur vi".split(" ");
const responseLanguage = findConstraint("language:response_language");
const inLanguage = (text: string, language: string) => responseLanguage.verify(text, { language });

describe("Language", () => {
  for (const language of paper) {
    it(`tells ${language}`, () => {
      const ofLanguage = texts[language] ?? [];
      assert.ok(ofLanguage.length > 0);
      for (const text of ofLanguage) {
        assert.equal(detectLanguage(text), language);
        assert.ok(inLanguage(text, language).held);
        assert.ok(!inLanguage(text, language === "it" ? "fr" : "it").held);
      }
    });
  }

  it("offers what can be detected, and Chinese in either script", () => {
    assert.deepEqual(LANGUAGES.toSorted(), [...detectableLanguages, "zh"].toSorted());
  });

  it("says the same of the same text", () => {
    const text = "RIGHT NOW OR NEVER";
    assert.equal(detectLanguage(text), detectLanguage(text));
  });

  it("makes nothing of a text without letters", () => {
    assert.equal(detectLanguage("12 + 3 = 15 :-)"), undefined);
  });

  it("reads capitals", () => {
    const [text = ""] = texts.de ?? [];
    assert.ok(inLanguage(text.toUpperCase(), "de").held);
  });

  it("places a paragraph in another language", () => {
    const [german = ""] = texts.de ?? [];
    const [italian = ""] = texts.it ?? [];
    const text = `${german}\n\n${german}\n\n${german}\n\n${italian}`;
    const verdict = inLanguage(text, "de");
    assert.equal(verdict.held, false);
    assert.match(verdict.reason, /Italian, German wanted/);
    assert.equal(text.slice(verdict.span?.start, verdict.span?.end), italian);
  });

  it("leaves code alone", () => {
    const [german = ""] = texts.de ?? [];
    const code = "```js\nif (this.isNotThere) return someOtherThingEntirely(withManyWords);\n```";
    assert.ok(inLanguage(`${german}\n\n${code}`, "de").held);
  });

  it("does not guess at a few letters", () => {
    assert.match(inLanguage("OK", "fr").reason, /Too little text/);
  });
});
