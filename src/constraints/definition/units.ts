/** Numbers of things in words, in the language of the texts: "1 sentence", "5 sentences". */
import * as l10n from "@vscode/l10n";

/** So many of something. */
export type Counted = (count: number) => string;

export const sentencesSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 sentence") : l10n.t("{0} sentences", count);

export const wordsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 word") : l10n.t("{0} words", count);

export const paragraphsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 paragraph") : l10n.t("{0} paragraphs", count);

export const bulletsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 bullet") : l10n.t("{0} bullets", count);

export const sectionsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 section") : l10n.t("{0} sections", count);

export const placeholdersSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 placeholder") : l10n.t("{0} placeholders", count);

export const highlightsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 highlighted part") : l10n.t("{0} highlighted parts", count);

export const capitalWordsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 word in capitals") : l10n.t("{0} words in capitals", count);

export const versionsSaid: Counted = (count) =>
  count === 1 ? l10n.t("1 version") : l10n.t("{0} versions", count);

/** How often a word, a phrase or a letter stands there. */
export function timesSaid(what: string): Counted {
  return (count) =>
    count === 1 ? l10n.t('1 time "{0}"', what) : l10n.t('{0} times "{1}"', count, what);
}

/** `"a"`, `"a" and "b"`, `"a", "b" and "c"`. */
export function quotedSaid(items: readonly string[]): string {
  const quoted = items.map((item) => l10n.t('"{0}"', item));
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : l10n.t("{0} and {1}", quoted.slice(0, -1).join(", "), last);
}
