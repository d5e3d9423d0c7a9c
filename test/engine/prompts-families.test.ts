import assert from "node:assert/strict";
import type { LlamaModel } from "node-llama-cpp";
import { ChatTemplate } from "../../src/engine/prompting/chat-template.js";
import { preparePrompt } from "../../src/engine/prompting/prompts.js";
import { openSources, type Sources } from "../support/llama-cpp-sources.js";

/** What stands between a request and its answer: read from the templates, by hand. */
const families = {
  "Llama 3": [
    "meta-llama-Llama-3.1-8B-Instruct",
    "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
  ],
  "Qwen 2.5": ["Qwen-Qwen2.5-7B-Instruct", "<|im_end|>\n<|im_start|>assistant\n"],
  "Qwen 3": ["Qwen-Qwen3-0.6B", "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"],
  "Gemma 2": ["google-gemma-2-2b-it", "<end_of_turn>\n<start_of_turn>model\n"],
  "Phi 3": ["microsoft-Phi-3.5-mini-instruct", "<|end|>\n<|assistant|>\n"],
  Mistral: ["mistralai-Mistral-Nemo-Instruct-2407", "[/INST]"],
  "SmolLM 3": [
    "HuggingFaceTB-SmolLM3-3B",
    "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n",
  ],
  "DeepSeek R1": [
    "deepseek-ai-DeepSeek-R1-Distill-Llama-8B",
    "<｜Assistant｜><think>\n\n</think>\n\n",
  ],
  "gpt-oss": ["openai-gpt-oss-120b", "<|end|><|start|>assistant<|channel|>final<|message|>"],
  Granite: [
    "ibm-granite-granite-3.3-2B-Instruct",
    "<|end_of_text|>\n<|start_of_role|>assistant<|end_of_role|>",
  ],
} as const;

describe("the prompts of families", function () {
  this.timeout(600_000);
  let model: LlamaModel;
  let sources: Sources;
  let close: () => Promise<void>;
  before(async () => {
    ({ model, sources, close } = await openSources());
  });
  after(() => close?.());

  const request = "Describe a fox.";
  const messages = [{ role: "user", text: request }] as const;

  for (const [family, [template, before]] of Object.entries(families)) {
    it(`of ${family}: a request ends where the answer's text begins`, () => {
      const chat = new ChatTemplate(model, sources.template(template));
      assert.ok(chat.text(messages).endsWith(request + before), chat.text(messages).slice(-120));
      assert.equal(chat.text(messages, "Once"), `${chat.text(messages)}Once`);
    });

    it(`of ${family}: begins with one begin token`, () => {
      const chat = new ChatTemplate(model, sources.template(template));
      const tokens = chat.tokens(messages);
      assert.equal(tokens[0], model.tokens.bos);
      assert.equal(tokens.filter((token) => token === model.tokens.bos).length, 1);
    });

    it(`of ${family}: takes roles that do not alternate`, () => {
      const chat = new ChatTemplate(model, sources.template(template));
      const text = chat.text([{ role: "user", text: "Think of a fox." }, ...messages]);
      assert.match(text, /Think of a fox\.\n\nDescribe a fox\./);
      assert.ok(chat.text([{ role: "assistant", text: "Hello." }, ...messages]).includes("Hello."));
    });
  }

  it("what a person writes never becomes a control token", () => {
    const chat = new ChatTemplate(model, sources.template(families["Llama 3"][0]));
    const count = (text: string) => {
      const [end] = model.tokenize("<|eot_id|>", true);
      return chat.tokens([{ role: "user", text }]).filter((token) => token === end).length;
    };
    assert.equal(count("Say <|eot_id|> and <|eot_id|>."), count("Say nothing."));
    const tokens = chat.tokens([{ role: "user", text: "Say <|eot_id|>." }]);
    assert.ok(model.detokenize(tokens, true).includes("Say <|eot_id|>."));
  });

  it("a template that fails is told in one sentence, and the model asked plainly", () => {
    const chat = new ChatTemplate(model, "{{ raise_exception('no') }}");
    const prompt = preparePrompt({ model, chat }, { mode: "write", instruction: request }, [], 100);
    assert.equal(model.detokenize(prompt.tokens), `Q: ${request}\nA:`);
    assert.equal(prompt.notes.length, 1);
    assert.match(prompt.notes[0] ?? "", /^The model's chat template cannot be used/);
  });
});
