import assert from "node:assert/strict";
import { Template } from "@huggingface/jinja";
import type { LlamaModel } from "node-llama-cpp";
import { ChatTemplate, ChatTemplateError } from "../../../../src/engine/prompting/chat-template.js";

/** As much of a model as rendering needs, with another library's template engine. */
class AddonJinjaRenderer {
  private readonly template: Template;
  constructor(source: string) {
    this.template = new Template(source);
  }
  render(variables: Record<string, unknown>): string {
    return this.template.render(variables);
  }
}
const model = {
  tokens: { bosString: "", eosString: "" },
  tokenize: () => [],
  _llama: { _bindings: { AddonJinjaRenderer } },
} as unknown as LlamaModel;

const asked = [{ role: "user" as const, text: "Describe a fox." }];
const prompt = (content: string) =>
  `{% for message in messages %}<{{ message.role }}>${content}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}`;

describe("a chat template", () => {
  it("reads content as a string", () => {
    const template = new ChatTemplate(model, prompt("{{ message.content }}"));
    assert.equal(template.text(asked, "A fox"), "<user>Describe a fox.</><assistant>A fox");
  });

  for (const [how, content] of [
    ["and leaves out a string", "{% for part in message.content %}{{ part.text }}{% endfor %}"],
    [
      "and fails on a string",
      "{% if message.content is string %}{{ raise_exception('No strings') }}{% endif %}{{ message.content[0].text }}",
    ],
  ] as const) {
    it(`may read it only as a list of parts, ${how}`, () => {
      const template = new ChatTemplate(model, prompt(content));
      assert.equal(template.text(asked), "<user>Describe a fox.</><assistant>");
      assert.equal(template.text(asked, "A fox"), "<user>Describe a fox.</><assistant>A fox");
    });
  }

  it("that reads it in neither form cannot be used", () => {
    const template = new ChatTemplate(model, prompt("?"));
    assert.throws(() => template.text(asked), ChatTemplateError);
  });
});
