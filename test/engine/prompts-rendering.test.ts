import assert from "node:assert/strict";
import { Template } from "@huggingface/jinja";
import type { LlamaModel } from "node-llama-cpp";
import type { ChatMessage } from "../../src/engine/api/protocol.js";
import { ChatTemplate } from "../../src/engine/prompting/chat-template.js";
import { openSources, type Sources } from "../support/llama-cpp-sources.js";

/** Templates that the other library cannot run, and what it says. */
const beyondIt: Record<string, RegExp> = {
  // Its table of budgets has numbers as keys.
  "ByteDance-Seed-OSS": /Object keys must be strings/,
  // It uses the method `format` of strings.
  "tencent-Hy3": /not a function/,
};

/**
 * Templates that use variables which we do not set. Jinja takes an undefined list as an empty one and
 * llama.cpp an undefined text as an empty one, but the other library fails.
 */
const unset: Record<string, Record<string, unknown>> = {
  "CohereForAI-c4ai-command-r-plus-tool_use": { tools: [] },
  "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use": { tools: [] },
  "NousResearch-Hermes-3-Llama-3.1-8B-tool_use": { tools: [] },
  "meetkai-functionary-medium-v3.1": { tools: [] },
  "unsloth-Apriel-1.5": { tools: [] },
  "fireworks-ai-llama-3-firefunction-v2": { functions: "", datetime: "" },
};

const user = (text: string): ChatMessage => ({ role: "user", text });
const modes: Record<string, { messages: ChatMessage[]; answer: string }> = {
  write: { messages: [user("Describe a fox.")], answer: "" },
  chat: {
    messages: [
      user("Describe a fox."),
      { role: "assistant", text: "It is red.\n\nIt has a tail." },
      user("And  a camel's “hump” <b>?"),
    ],
    answer: "",
  },
  continue: { messages: [user("Continue the text.")], answer: "Once there was a fox,\nwho" },
};

describe("a prompt as another template library renders it", function () {
  this.timeout(600_000);
  let model: LlamaModel;
  let sources: Sources;
  let close: () => Promise<void>;
  before(async () => {
    ({ model, sources, close } = await openSources());
  });
  after(() => close?.());

  /** The model, but with @huggingface/jinja in place of llama.cpp's template engine. */
  function elsewhere(variables: Record<string, unknown>): LlamaModel {
    class AddonJinjaRenderer {
      private readonly template: Template;
      constructor(source: string) {
        this.template = new Template(source);
      }
      render(own: Record<string, unknown>): string {
        return this.template.render({ ...variables, ...own });
      }
    }
    const replaced: Pick<LlamaModel, "tokens" | "tokenize" | "detokenize" | "getTokenAttributes"> =
      {
        tokens: model.tokens,
        tokenize: model.tokenize.bind(model) as LlamaModel["tokenize"],
        detokenize: model.detokenize.bind(model),
        getTokenAttributes: model.getTokenAttributes.bind(model),
      };
    return Object.assign(replaced, {
      _llama: { _bindings: { AddonJinjaRenderer } },
    }) as unknown as LlamaModel;
  }

  for (const [mode, { messages, answer }] of Object.entries(modes)) {
    it(`is the same to ${mode}, with every template`, () => {
      const names = sources.templates.filter((name) => !(name in beyondIt));
      assert.ok(names.length > 60);
      for (const name of names) {
        const source = sources.template(name);
        const rendered = new ChatTemplate(model, source).text(messages, answer);
        const other = new ChatTemplate(elsewhere(unset[name] ?? {}), source);
        assert.equal(rendered, other.text(messages, answer), name);
        for (const { text } of messages) assert.ok(rendered.includes(text), `${name}: ${text}`);
        assert.ok(rendered.endsWith(answer), name);
      }
    });
  }

  for (const [name, reason] of Object.entries(beyondIt)) {
    it(`cannot be compared with the template ${name}, which only llama.cpp reads`, () => {
      const source = sources.template(name);
      for (const { messages, answer } of Object.values(modes)) {
        assert.ok(new ChatTemplate(model, source).text(messages, answer).endsWith(answer));
        assert.throws(() => new ChatTemplate(elsewhere({}), source).text(messages), reason);
      }
    });
  }

  it("differs without the variables that a template needs", () => {
    for (const name of Object.keys(unset)) {
      const chat = new ChatTemplate(elsewhere({}), sources.template(name));
      assert.throws(() => chat.text([user("Describe a fox.")]), { name: "ChatTemplateError" });
    }
  });
});
