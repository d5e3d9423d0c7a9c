/** The constraints of a model's vector set. */

/**
 * The constraints that a command makes, calibrates or evaluates unless it is told otherwise, as they
 * are written on the command line; the sample words stand for all words.
 */
export const DEFAULT_SET = [
  "change_case:english_capital",
  "change_case:english_lowercase",
  "punctuation:no_comma",
  "detectable_format:number_bullet_lists",
  "detectable_format:json_format",
  "detectable_format:title",
  "detectable_content:postscript",
  "startend:quotation",
  "length_constraints:concise",
  "length_constraints:verbose",
  ...[1, 2, 3, 4, 5].map((n) => `length_constraints:number_sentences,num_sentences=${n}`),
  "keywords:existence,keywords=harbour",
  "keywords:forbidden_words,forbidden_words=harbour",
  ...["fr", "es", "de"].map((code) => `language:response_language,language=${code}`),
];
