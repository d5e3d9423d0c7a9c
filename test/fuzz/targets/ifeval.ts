/** IFEval's files: prompts with their instructions, and responses to them. */
import assert from "node:assert/strict";
import { MalformedLine, parseLine } from "../../../src/cli/json-lines.js";
import { ConstraintError } from "../../../src/constraints/definition/constraint.js";
import {
  evaluateExample,
  inputExampleSchema,
  responseSchema,
  Summary,
} from "../../../src/constraints/ifeval/records.js";
import { readRecord } from "../../../src/evaluation/ifeval.js";
import { type FuzzTarget, json, parsed, textOf } from "../target.js";

const example = (instructions: [string, object][]) =>
  json({
    key: 1000,
    prompt: "Describe the harbour, Mr. Smith.",
    instruction_id_list: instructions.map(([id]) => id),
    kwargs: instructions.map(([, kwargs]) => kwargs),
  });

const RESPONSE = "* One, two.\n\n* “Three” [here] <<title>>\n\nP.S. **Ende**, Mr. Smith? {}";

export const target: FuzzTarget = {
  seeds: [
    example([
      ["punctuation:no_comma", {}],
      ["detectable_format:number_highlighted_sections", { num_highlights: 3 }],
      ["length_constraints:number_words", { relation: "at least", num_words: 300 }],
    ]),
    example([
      ["keywords:existence", { keywords: ["harbour", "C++"] }],
      ["keywords:frequency", { keyword: "sea", frequency: 2, relation: "less than" }],
      ["keywords:letter_frequency", { letter: "e", let_frequency: 3, let_relation: "at least" }],
      ["startend:end_checker", { end_phrase: "The end.", num_words: null }],
    ]),
    example([
      ["language:response_language", { language: "de" }],
      ["combination:repeat_prompt", { prompt_to_repeat: "Describe" }],
      ["detectable_content:postscript", { postscript_marker: "P.P.S" }],
      ["detectable_format:multiple_sections", { section_spliter: "Part", num_sections: 2 }],
      [
        "length_constraints:nth_paragraph_first_word",
        { num_paragraphs: 2, nth_paragraph: 1, first_word: "the" },
      ],
    ]),
    json({ prompt: "Describe the harbour.", response: RESPONSE }),
  ],
  isJson: true,

  check(input) {
    const line = textOf(input);
    const record = parsed(() => readLine(line), ConstraintError);
    if (!record) return;
    const outputs = evaluateExample(record.example, record.checks, RESPONSE);
    assert.equal(outputs.strict.follow_instruction_list.length, record.checks.length);
    for (const strict of outputs.strict.follow_instruction_list.keys()) {
      const held = outputs.strict.follow_instruction_list[strict];
      if (held) assert.ok(outputs.loose.follow_instruction_list[strict], "strict implies loose");
    }
    const summary = new Summary();
    summary.add(outputs.strict);
    summary.lines();
  },
};

/** Why a line cannot be used follows its file and number, so it is no sentence of its own. */
function readLine(line: string) {
  try {
    parseLine(line, responseSchema);
  } catch (error) {
    if (!(error instanceof MalformedLine)) throw error;
  }
  try {
    return readRecord(parseLine(line, inputExampleSchema));
  } catch (error) {
    if (error instanceof MalformedLine) return undefined;
    throw error;
  }
}
