/**
 * For every constraint: texts that hold it, made at random, and the same text broken in one place.
 */
import fc from "fast-check";

/** A text, the same broken, and the arguments that both are judged by. */
export interface Example {
  args: Record<string, unknown>;
  held: string;
  broken: string;
}

const word = fc.constantFrom(
  ..."harbour river stone window letter garden winter morning silver bridge candle meadow".split(
    " ",
  ),
);
const few = fc.integer({ min: 2, max: 5 });
const sentence = fc
  .array(word, { minLength: 3, maxLength: 8 })
  .map((words) => `${capitalised(words.join(" "))}.`);
const prose = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((all) => all.join(" "));
const times = <T>(part: fc.Arbitrary<T>, count: number) =>
  fc.array(part, { minLength: count, maxLength: count });

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** So many parts hold it, one fewer breaks it. */
function counted(
  part: fc.Arbitrary<string>,
  separator: string,
  args: (count: number) => Record<string, unknown>,
): fc.Arbitrary<Example> {
  return few.chain((count) =>
    times(part, count).map((parts) => ({
      args: args(count),
      held: parts.join(separator),
      broken: parts.slice(1).join(separator),
    })),
  );
}

const german =
  "Alle Menschen sind frei und gleich an Würde und Rechten geboren und sollen einander begegnen.";
const italian =
  "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti e devono agire insieme.";

export const examples: Record<string, fc.Arbitrary<Example>> = {
  "change_case:english_capital": prose.map((text) => ({
    args: {},
    held: text.toUpperCase(),
    broken: `${text.toUpperCase()} x`,
  })),
  "change_case:english_lowercase": prose.map((text) => ({
    args: {},
    held: text.toLowerCase(),
    broken: `${text.toLowerCase()} X`,
  })),
  "change_case:capital_word_frequency": counted(
    word.map((one) => one.toUpperCase()),
    " and ",
    (count) => ({ capital_frequency: count }),
  ),
  "punctuation:no_comma": prose.map((text) => ({
    args: {},
    held: text,
    broken: text.replace(" ", ", "),
  })),
  "startend:quotation": prose.map((text) => ({
    args: {},
    held: `"${text}"`,
    broken: `"${text}`,
  })),
  "startend:end_checker": prose.map((text) => ({
    args: { end_phrase: "That is all." },
    held: `${text} That is all.`,
    broken: `${text} That is all. More.`,
  })),
  "combination:repeat_prompt": prose.map((text) => ({
    args: { prompt_to_repeat: "Tell me more" },
    held: `Tell me more: ${text}`,
    broken: `Well. Tell me more: ${text}`,
  })),
  "combination:two_responses": fc.tuple(sentence, sentence).map(([one, other]) => ({
    args: {},
    held: `One: ${one}\n******\nTwo: ${other}`,
    broken: `One: ${one}\n***\nTwo: ${other}`,
  })),
  "detectable_format:number_bullet_lists": counted(
    sentence.map((text) => `- ${text}`),
    "\n",
    (count) => ({ num_bullets: count }),
  ),
  "detectable_format:json_format": fc
    .dictionary(word, fc.oneof(sentence, fc.integer(), fc.array(word)))
    .map((value) => {
      const held = JSON.stringify(value);
      return { args: {}, held, broken: held.slice(0, -1) };
    }),
  "detectable_format:title": prose.map((text) => ({
    args: {},
    held: `<<A title>>\n\n${text}`,
    broken: `<<A title>\n\n${text}`,
  })),
  "detectable_format:multiple_sections": counted(
    prose.map((text) => `Section 1\n${text}`),
    "\n\n",
    (count) => ({ num_sections: count }),
  ),
  "detectable_format:number_highlighted_sections": counted(
    word.map((one) => `*${one}*`),
    " and ",
    (count) => ({ num_highlights: count }),
  ),
  "detectable_format:constrained_response": fc
    .constantFrom("My answer is yes.", "My answer is no.")
    .map((answer) => ({ args: {}, held: answer, broken: answer.replace("answer", "reply") })),
  "length_constraints:concise": sentence.map((text) => ({
    args: {},
    held: text,
    broken: `${text} One more. Another. Yet another.`,
  })),
  "length_constraints:verbose": times(sentence, 6).map((all) => ({
    args: {},
    held: all.join(" "),
    broken: all.slice(1).join(" "),
  })),
  "length_constraints:number_sentences": counted(sentence, " ", (count) => ({
    num_sentences: count,
  })),
  "length_constraints:number_words": counted(word, " ", (count) => ({
    num_words: count,
    relation: "at least",
  })),
  "length_constraints:number_paragraphs": counted(prose, "\n\n", (count) => ({
    num_paragraphs: count,
  })),
  "length_constraints:nth_paragraph_first_word": fc.tuple(prose, prose).map(([one, other]) => ({
    args: { nth_paragraph: 2, first_word: "however" },
    held: `${one}\n\nHowever, ${other}`,
    broken: `${one}\n\nYet, ${other}`,
  })),
  "keywords:existence": prose.map((text) => ({
    args: { keywords: ["C++", "cat"] },
    held: `${text} A cat writes C++ here.`,
    broken: `${text} A catalogue lists C++ here.`,
  })),
  "keywords:forbidden_words": prose.map((text) => ({
    args: { forbidden_words: ["(cat)", "cat"] },
    held: `${text} A catalogue.`,
    broken: `${text} A cat.`,
  })),
  "keywords:frequency": counted(
    word.map((one) => `the cat and the ${one}`),
    ", ",
    (count) => ({ keyword: "cat", frequency: count, relation: "exactly" }),
  ),
  "keywords:letter_frequency": counted(fc.constantFrom("q", "Q"), " o ", (count) => ({
    letter: "q",
    let_frequency: count,
  })),
  "detectable_content:number_placeholders": counted(
    word.map((one) => `[${one}]`),
    " of ",
    (count) => ({ num_placeholders: count }),
  ),
  "detectable_content:postscript": prose.map((text) => ({
    args: {},
    held: `${text}\n\nP.S. Write soon.`,
    broken: `${text}\n\nP. Write soon.`,
  })),
  "language:response_language": fc.integer({ min: 1, max: 4 }).map((count) => ({
    args: { language: "de" },
    held: Array(count).fill(german).join("\n\n"),
    broken: [...Array(count).fill(german), italian].join("\n\n"),
  })),
};
