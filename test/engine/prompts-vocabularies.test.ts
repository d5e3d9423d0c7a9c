import assert from "node:assert/strict";
import type { Llama, LlamaModel, Token } from "node-llama-cpp";
import type { Prompt } from "../../src/engine/api/protocol.js";
import { TokenText } from "../../src/engine/decoding/token-text.js";
import { CONTINUE_REQUEST } from "../../src/engine/prompting/asked-text.js";
import { ChatTemplate } from "../../src/engine/prompting/chat-template.js";
import { preparePrompt } from "../../src/engine/prompting/prompts.js";
import { openVocabularies, unpackSources } from "../support/llama-cpp-sources.js";
import { temporaryFolder } from "../support/random-model.js";

interface Family {
  vocabulary: string;
  template: string;
  /** What every text of the model begins with; empty for a model that has no such token. */
  begin: string;
  /** What stands right before an answer's text: read from the template, by hand. */
  opening: string;
  /** A control token of the model. */
  control: string;
}

const families: Record<string, Family> = {
  "Qwen 2.5": {
    vocabulary: "qwen2",
    template: "Qwen-Qwen2.5-7B-Instruct",
    begin: "",
    opening: "<|im_start|>assistant\n",
    control: "<|im_end|>",
  },
  "Qwen 3.5": {
    vocabulary: "qwen35",
    template: "Qwen3.5-4B",
    begin: "",
    opening: "<|im_start|>assistant\n<think>\n\n</think>\n\n",
    control: "<|im_end|>",
  },
  "Llama 3": {
    vocabulary: "llama-bpe",
    template: "meta-llama-Llama-3.1-8B-Instruct",
    begin: "<|begin_of_text|>",
    opening: "<|start_header_id|>assistant<|end_header_id|>\n\n",
    control: "<|eot_id|>",
  },
  // A SentencePiece vocabulary, whose marks are control tokens.
  "Phi 3": {
    vocabulary: "phi-3",
    template: "microsoft-Phi-3.5-mini-instruct",
    begin: "<s>",
    opening: "<|assistant|>\n",
    control: "<|end|>",
  },
  // A SentencePiece vocabulary, which writes its marks as text.
  "Mistral 7B": {
    vocabulary: "llama-spm",
    template: "mistralai-Mistral-Nemo-Instruct-2407",
    begin: "<s>",
    opening: "[/INST]",
    control: "</s>",
  },
  "Gemma 4": {
    vocabulary: "gemma-4",
    template: "google-gemma-4-31B-it",
    begin: "<bos>",
    opening: "<|turn>model\n<|channel>thought\n<channel|>",
    control: "<turn|>",
  },
  "Command R": {
    vocabulary: "command-r",
    template: "CohereForAI-c4ai-command-r-plus-tool_use",
    begin: "<BOS_TOKEN>",
    opening: "<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
    control: "<|END_OF_TURN_TOKEN|>",
  },
  DeepSeek: {
    vocabulary: "deepseek-llm",
    template: "deepseek-ai-DeepSeek-V3.1",
    begin: "<｜begin▁of▁sentence｜>",
    opening: "<｜Assistant｜><think></think>",
    control: "<｜end▁of▁sentence｜>",
  },
};

/** Base models: what begins their texts. */
const bases: Record<string, string> = {
  falcon: "",
  "gpt-2": "",
  "gpt-neox": "",
  mpt: "",
  refact: "",
  starcoder: "",
  aquila: "",
  baichuan: "<s>",
};

const story =
  "Once there was a fox, who lived by the harbour.\n\nIts name was “Ïda” — 日本語の物語.";
const ROOM = 4096;

describe("the tokens of a prompt", function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  let llama: Llama;
  let sources: ReturnType<typeof unpackSources>;
  before(async () => {
    sources = unpackSources(folder.path);
    llama = await openVocabularies();
  });
  after(async () => {
    await llama?.dispose();
    folder.remove();
  });

  const loaded = (vocabulary: string) =>
    llama.loadModel({ modelPath: sources.vocabulary(vocabulary), vocabOnly: true });
  const tokensOf = (asked: { model: LlamaModel; chat: ChatTemplate | undefined }, prompt: Prompt) =>
    preparePrompt(asked, prompt, [], ROOM);
  const count = (tokens: readonly Token[], token: Token | undefined) =>
    tokens.filter((each) => each === token).length;

  for (const [name, { vocabulary, template, begin, opening, control }] of Object.entries(
    families,
  )) {
    describe(`of ${name}`, () => {
      let model: LlamaModel;
      let chat: ChatTemplate;
      before(async () => {
        model = await loaded(vocabulary);
        chat = new ChatTemplate(model, sources.template(template));
      });
      after(() => model?.dispose());

      const continued = (text: string) => tokensOf({ model, chat }, { mode: "continue", text });

      it(begin ? `begin with ${begin}, once` : "begin with no token of their own", () => {
        const { tokens } = tokensOf({ model, chat }, { mode: "write", instruction: story });
        const [token] = begin ? model.tokenize(begin, true) : [model.tokens.bos as Token];
        assert.equal(count(tokens, token), begin ? 1 : 0);
        assert.equal(tokens[0] === token, begin !== "");
      });

      it(`leave ${control} text, where a person writes it`, () => {
        const [token, ...others] = model.tokenize(control, true);
        assert.deepEqual(others, []);
        const asked = (instruction: string) =>
          tokensOf({ model, chat }, { mode: "write", instruction }).tokens;
        const plain = count(asked("Say nothing."), token);
        for (const text of [`Say ${control} now.`, `${control}${control}`, `Say "${control}".`]) {
          const tokens = asked(text);
          assert.equal(count(tokens, token), plain);
          assert.ok(model.detokenize(tokens, true).includes(text), model.detokenize(tokens, true));
          const begun = continued(text);
          assert.equal(count(begun.tokens, token), count(continued("Nothing").tokens, token));
          assert.ok(model.detokenize(begun.tokens, true).endsWith(text));
        }
      });

      it("have a text that goes on at the answer's start, as it is written whole", () => {
        const { tokens } = continued(story);
        const whole = model.tokenize(opening + story, true);
        const before = model.tokenize(opening, true);
        assert.deepEqual(tokens.slice(-(whole.length - before.length)), whole.slice(before.length));
        // A space is a part of a mark's end, or of the first word.
        const first = tokens.length - (whole.length - before.length);
        assert.equal(
          model.detokenize(tokens.slice(first), false, tokens.slice(0, first)).trimStart(),
          story,
        );
        const request = chat.tokens([{ role: "user", text: CONTINUE_REQUEST }]);
        assert.deepEqual(tokens.slice(0, first), request);
      });

      for (const words of [3, 5, 8, 9, 13])
        it(`join the text behind its first ${words} words seamlessly`, () => {
          const ends = [...story.matchAll(/\S+/g)].map(({ index, 0: word }) => index + word.length);
          const begun = story.slice(0, ends[words - 1]);
          for (const space of ["", " "]) {
            const { tokens, dropLeadingSpace } = continued(begun + space);
            const whole = continued(story).tokens;
            assert.deepEqual(whole.slice(0, tokens.length), tokens);
            const text = new TokenText(model, tokens, dropLeadingSpace);
            for (const token of whole.slice(tokens.length)) text.push(token);
            text.end();
            const rest = story.slice(begun.length);
            assert.equal(text.text, dropLeadingSpace ? rest.replace(/^ +/, "") : rest);
          }
        });
    });
  }

  for (const [vocabulary, begin] of Object.entries(bases)) {
    it(`of a base model with the vocabulary ${vocabulary} are the text's own`, async () => {
      const model = await loaded(vocabulary);
      try {
        const { tokens } = tokensOf({ model, chat: undefined }, { mode: "continue", text: story });
        const beginTokens = begin ? model.tokenize(begin, true) : [];
        assert.deepEqual(tokens, [...beginTokens, ...model.tokenize(story)]);
        // SentencePiece puts a space before the first word.
        assert.equal(model.detokenize(tokens).trimStart(), story);
      } finally {
        await model.dispose();
      }
    });
  }
});
