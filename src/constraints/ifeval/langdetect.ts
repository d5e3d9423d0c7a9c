/**
 * The language detector of IFEval: langdetect (Nakatani Shuyo 2010; the Python port by Michal
 * Danilak), a naive Bayes classifier over letter n-grams with 55 language profiles.
 *
 * It is written again here because three of IFEval's verdicts are langdetect's verdicts, mistakes
 * included: it skips every n-gram inside a run of capitals, so that a text in all capitals is
 * judged by the first letters of its words alone. No other detector shares that (docs/constraints.md
 * has the comparison). The profiles are langdetect's own, Apache License 2.0.
 *
 * langdetect draws n-grams at random and so does not always say the same of the same text. Here the
 * draws are repeatable, and more of them are made where the first ones disagree, which gives the
 * verdict that langdetect gives most often.
 */
import data from "./langdetect.json" with { type: "json" };

/** n-grams and, for each, the languages that have it and how often: rows of a sparse matrix. */
interface Profiles {
  languages: readonly string[];
  rowOf: ReadonlyMap<string, number>;
  /** Row r is entries [firstEntry[r], firstEntry[r + 1]). */
  firstEntry: Uint32Array;
  language: Uint8Array;
  probability: Float64Array;
  /** Han characters that langdetect takes for one another. */
  kanji: ReadonlyMap<string, string>;
}

const MAX_LENGTH = 10_000;
const ALPHA = 0.5;
const ALPHA_DEVIATION = 0.05;
const BASE_FREQUENCY = 10_000;
const MAX_ITERATIONS = 1_000;
const CONVERGED = 0.99999;
const TRIALS = 7;
/** Where the trials of one langdetect run would not settle it, as many more runs are averaged. */
const FURTHER_TRIALS = 6 * TRIALS;
const SETTLED = 0.9;
const LEAST_PROBABILITY = 0.1;

let loaded: Profiles | undefined;

/**
 * langdetect's verdict on a text: an ISO 639-1 code (Chinese is `zh-cn` or `zh-tw`), `unknown`
 * where no language reaches a probability of 0.1, or nothing where the text has no letters that any
 * profile knows, which is langdetect's LangDetectException.
 */
export function detectLanguage(text: string): string | undefined {
  loaded ??= load();
  const rows = ngramRows(cleaned(text), loaded);
  if (rows.length === 0) return undefined;
  const random = randomNumbers(rows.length);
  const sums = new Float64Array(loaded.languages.length);
  let best = 0;
  for (let trial = 1; trial <= TRIALS + FURTHER_TRIALS; trial += 1) {
    runTrial(rows, loaded, random, sums);
    best = sums.indexOf(Math.max(...sums));
    if (trial === TRIALS && (sums[best] ?? 0) > SETTLED * TRIALS) break;
  }
  const total = sums.reduce((sum, value) => sum + value, 0);
  return (sums[best] ?? 0) > LEAST_PROBABILITY * total ? loaded.languages[best] : "unknown";
}

/** The languages that can be detected, as ISO 639-1 codes. */
export const detectableLanguages: readonly string[] = Object.keys(data.profiles);

/** One Bayesian update per drawn n-gram until one language is certain; adds the result to `sums`. */
function runTrial(
  rows: Uint32Array,
  { firstEntry, language, probability }: Profiles,
  random: () => number,
  sums: Float64Array,
): void {
  const weight = (ALPHA + gaussian(random) * ALPHA_DEVIATION) / BASE_FREQUENCY;
  const posterior = new Float64Array(sums.length).fill(1 / sums.length);
  for (let iteration = 0; ; iteration += 1) {
    const row = rows[Math.floor(random() * rows.length)] ?? 0;
    // Languages without the n-gram are multiplied by `weight` alone, a factor that normalising
    // takes out again.
    for (let at = firstEntry[row] ?? 0; at < (firstEntry[row + 1] ?? 0); at += 1) {
      const code = language[at] ?? 0;
      posterior[code] = (posterior[code] ?? 0) * (1 + (probability[at] ?? 0) / weight);
    }
    if (iteration % 5 === 0) {
      const certainty = normalise(posterior);
      if (certainty > CONVERGED || iteration >= MAX_ITERATIONS) break;
    }
  }
  for (let code = 0; code < sums.length; code += 1) {
    sums[code] = (sums[code] ?? 0) + (posterior[code] ?? 0);
  }
}

/** Makes the probabilities add up to 1 and returns the largest. */
function normalise(posterior: Float64Array): number {
  let sum = 0;
  for (const value of posterior) sum += value;
  let largest = 0;
  for (let code = 0; code < posterior.length; code += 1) {
    const value = (posterior[code] ?? 0) / sum;
    posterior[code] = value;
    if (value > largest) largest = value;
  }
  return largest;
}

/** The rows of every n-gram (n = 1, 2, 3) in the text that a profile knows, in order. */
function ngramRows(text: string, profiles: Profiles): Uint32Array {
  const rows = new Uint32Array(3 * text.length);
  let count = 0;
  let gram = " ";
  let inCapitals = false;
  let lastIsCapital = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = normaliseCharacter(text.charAt(at), profiles.kanji);
    if (gram.endsWith(" ")) {
      gram = " ";
      inCapitals = false;
      lastIsCapital = false;
      if (character === " ") continue;
    } else if (gram.length === 3) gram = gram.slice(1);
    gram += character;
    const isCapital = isCapitalLetter(character);
    if (!isCapital) inCapitals = false;
    else if (lastIsCapital) inCapitals = true;
    lastIsCapital = isCapital;
    if (inCapitals) continue;
    for (let length = 1; length <= gram.length; length += 1) {
      const row = profiles.rowOf.get(gram.slice(-length));
      if (row !== undefined) {
        rows[count] = row;
        count += 1;
      }
    }
  }
  return rows.subarray(0, count);
}

/** What langdetect reads of a text: no addresses, no doubled spaces, no stray Latin letters. */
function cleaned(text: string): string {
  let read = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(/https?:\/\/[-_.?&~;+=/#0-9A-Za-z]{1,2076}/g, " ")
    .replace(/[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}/g, " ")
    .replace(/[AEIOUYaeiouyÂâÊêÔôĂăƠơƯư][\u0300\u0301\u0303\u0309\u0323]/g, (pair) =>
      pair.normalize("NFC"),
    );
  read = firstCodePoints(read, MAX_LENGTH).replace(/ {2,}/g, " ");
  const latin = read.match(/[A-z]/g)?.length ?? 0;
  const other = read.match(/[\u0300-\u1DFF\u1F00-\u{10FFFF}]/gu)?.length ?? 0;
  return 2 * latin < other ? read.replace(/[A-z]/g, "") : read;
}

function firstCodePoints(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/** Folds characters that langdetect does not tell apart; everything that is no letter is a space. */
function normaliseCharacter(character: string, kanji: ReadonlyMap<string, string>): string {
  if (character < "\u0080") {
    return (character >= "a" && character <= "z") || (character >= "A" && character <= "Z")
      ? character
      : " ";
  }
  if (character < "\u0100") return "\u00A0\u00AB\u00B0\u00BB".includes(character) ? " " : character;
  if (character === "\u0219") return "\u015F"; // Romanian s and t with comma below: with cedilla
  if (character === "\u021B") return "\u0163";
  if (character === "\u06CC") return "\u064A"; // Persian yeh: Arabic yeh
  if (character < "\u1EA0") return character;
  if (character <= "\u1EFF") return "\u1EC3"; // Vietnamese letters with two marks
  if (character >= "\u2000" && character <= "\u206F") return " ";
  if (character >= "\u3040" && character <= "\u309F") return "\u3042"; // Hiragana
  if (character >= "\u30A0" && character <= "\u30FF") return "\u30A2"; // Katakana
  if (character >= "\u3100" && character <= "\u312F") return "\u3105"; // Bopomofo
  if (character >= "\u31A0" && character <= "\u31BF") return "\u3105";
  if (character >= "\u4E00" && character <= "\u9FFF") return kanji.get(character) ?? character;
  if (character >= "\uAC00" && character <= "\uD7AF") return "\uAC00"; // Hangul
  return character;
}

function isCapitalLetter(character: string): boolean {
  if (character < "\u0080") return character >= "A" && character <= "Z";
  return /^\p{Uppercase}$/u.test(character);
}

function load(): Profiles {
  const languages = Object.keys(data.profiles);
  const entries = new Map<string, number[]>();
  Object.values(data.profiles).forEach(({ total, grams }, language) => {
    for (const group of grams.split(";")) {
      const [count, list = ""] = group.split(":");
      for (const gram of list.split(",")) {
        const pairs = entries.get(gram);
        const probability = Number(count) / (total[gram.length - 1] ?? 1);
        if (pairs) pairs.push(language, probability);
        else entries.set(gram, [language, probability]);
      }
    }
  });
  let size = 0;
  for (const pairs of entries.values()) size += pairs.length / 2;
  const rowOf = new Map<string, number>();
  const firstEntry = new Uint32Array(entries.size + 1);
  const language = new Uint8Array(size);
  const probability = new Float64Array(size);
  let row = 0;
  let entry = 0;
  for (const [gram, pairs] of entries) {
    rowOf.set(gram, row);
    firstEntry[row] = entry;
    for (let at = 0; at < pairs.length; at += 2) {
      language[entry] = pairs[at] ?? 0;
      probability[entry] = pairs[at + 1] ?? 0;
      entry += 1;
    }
    row += 1;
  }
  firstEntry[row] = entry;
  const kanji = new Map<string, string>();
  for (const group of data.kanji) {
    for (const character of group) kanji.set(character, group.charAt(0));
  }
  return { languages, rowOf, firstEntry, language, probability, kanji };
}

/** Mulberry32: repeatable numbers in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Box and Muller's transform. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
