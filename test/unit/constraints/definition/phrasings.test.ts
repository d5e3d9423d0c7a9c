import assert from "node:assert/strict";
import { findConstraint } from "../../../../src/constraints/catalogue.js";

describe("phrasings", () => {
  const said = (id: string, args: Record<string, unknown>) => {
    const constraint = findConstraint(id);
    return [...constraint.phrasings(args), ...constraint.heldOutPhrasings(args)].join("\n");
  };

  it("say one thing in the singular, and several in the plural", () => {
    const sentences = (num_sentences: number) =>
      said("length_constraints:number_sentences", { num_sentences, relation: "exactly" });
    assert.match(sentences(1), /Use exactly 1 sentence\./);
    assert.doesNotMatch(sentences(1), /sentences/);
    assert.doesNotMatch(sentences(2), /sentence\b/);
    const bullets = said("detectable_format:number_bullet_lists", { num_bullets: 1 });
    assert.match(bullets, /1 bullet point\./);
    assert.doesNotMatch(bullets, /1 (bullets|bullet points)/);
  });

  it("leave what a person gave as it is", () => {
    const prompt_to_repeat = "Write 1 words and 1 sentences.";
    const texts = said("combination:repeat_prompt", { prompt_to_repeat }).split("\n");
    for (const text of texts) assert.ok(text.includes(prompt_to_repeat), text);
  });
});
