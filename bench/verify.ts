/**
 * Verdicts per minute: all 25 of IFEval's instructions in turn, strict, and every constraint in the
 * writer's reading, including language detection, on texts of about 300 words. Measured in
 * processor time, so that a busy machine gives the same figures.
 *
 *   npx tsx bench/verify.ts
 */
import { cpus } from "node:os";
import { catalogue } from "../src/constraints/catalogue.js";
import { followsStrict, resolveInstruction } from "../src/constraints/ifeval/evaluate.js";
import { parseArguments } from "../src/constraints/selection.js";
import { countWords } from "../src/text/python-text.js";

/** Milliseconds of processor time used so far. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const WORDS = 300;
const SECONDS = 10;

/** Arguments that are valid in both readings. */
const args: Record<string, Record<string, unknown>> = {
  "change_case:capital_word_frequency": { capital_frequency: 3, capital_relation: "at least" },
  "combination:repeat_prompt": { prompt_to_repeat: "Tell me about the harbour." },
  "detectable_content:number_placeholders": { num_placeholders: 2 },
  "detectable_content:postscript": { postscript_marker: "P.S." },
  "detectable_format:multiple_sections": { section_spliter: "Section", num_sections: 3 },
  "detectable_format:number_bullet_lists": { num_bullets: 3 },
  "detectable_format:number_highlighted_sections": { num_highlights: 2 },
  "keywords:existence": { keywords: ["harbour", "tide"] },
  "keywords:forbidden_words": { forbidden_words: ["ship", "sail"] },
  "keywords:frequency": { keyword: "harbour", frequency: 3, relation: "at least" },
  "keywords:letter_frequency": { letter: "q", let_frequency: 2, let_relation: "less than" },
  "language:response_language": { language: "en" },
  "length_constraints:nth_paragraph_first_word": {
    num_paragraphs: 4,
    nth_paragraph: 2,
    first_word: "boats",
  },
  "length_constraints:number_paragraphs": { num_paragraphs: 4 },
  "length_constraints:number_sentences": { num_sentences: 20, relation: "at least" },
  "length_constraints:number_words": { num_words: 250, relation: "at least" },
  "startend:end_checker": { end_phrase: "That is all." },
};

const sentences = [
  "The harbour of St. Ives wakes before the sun, and Mr. Hale is always the first to arrive.",
  "Boats lean on the wet sand at 5 a.m. while gulls argue about yesterday's catch.",
  "By noon the café has sold 120 cups of coffee, 3.5 dozen buns and *one* map.",
  "“Will it rain?” asks a visitor; nobody answers, because everyone knows.",
  "In the evening the NASA engineer from No. 7 tells the children why tides turn...",
  "- Ropes, nets and buckets hang on every wall [see the picture].",
];

/** Texts that differ, so that nothing can be cached from the last one. */
function* texts(): Generator<string> {
  for (let at = 0; ; at += 1) {
    let text = `Section ${at}\n\n`;
    for (let next = at; countWords(text) < WORDS; next += 1) {
      text += `${sentences[next % sentences.length]}${next % 5 === 4 ? "\n\n" : " "}`;
    }
    yield at % 4 === 1 ? text.toUpperCase() : at % 4 === 2 ? text.toLowerCase() : text;
  }
}

const sample: string[] = [];
for (const text of texts()) if (sample.push(text) === 200) break;

const ids = catalogue.map(({ id }) => id);
const benchmarkIds = ids.filter((id) => !/concise|verbose/.test(id));
const readings: Record<string, ((text: string) => unknown)[]> = {
  "IFEval's reading, strict": benchmarkIds.map((id) => {
    const check = resolveInstruction(id, args[id] ?? {});
    return (text) => followsStrict(check, text);
  }),
  "the writer's reading": catalogue.map((constraint) => {
    const parsed = parseArguments(constraint.id, args[constraint.id] ?? {});
    return (text) => constraint.verify(text, parsed);
  }),
};

console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}, one core`);
for (const [reading, verifiers] of Object.entries(readings)) {
  const perVerifier = new Float64Array(verifiers.length);
  for (const verifier of verifiers) verifier(sample[0] ?? "");
  let verdicts = 0;
  const start = processorTime();
  for (let at = 0; processorTime() - start < SECONDS * 1000; at += 1) {
    const text = sample[at % sample.length] ?? "";
    verifiers.forEach((verifier, place) => {
      const before = processorTime();
      verifier(text);
      perVerifier[place] = (perVerifier[place] ?? 0) + processorTime() - before;
    });
    verdicts += verifiers.length;
  }
  const seconds = (processorTime() - start) / 1000;
  const texts = verdicts / verifiers.length;
  const names = reading.startsWith("IFEval") ? benchmarkIds : ids;
  const slowest = names
    .map((id, place) => ({ id, ms: (perVerifier[place] ?? 0) / texts }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, 3)
    .map(({ id, ms }) => `${id} ${ms.toFixed(2)} ms`);
  console.log(
    `${reading}: ${Math.round((60 * verdicts) / seconds)} verdicts a minute (slowest: ${slowest.join(", ")})`,
  );
}
