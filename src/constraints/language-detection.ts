/** Which language a text is in. */

const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/gu, "ja"],
  [/\p{Script=Hangul}/gu, "ko"],
  [/\p{Script=Han}/gu, "zh-cn"],
  [/\p{Script=Cyrillic}/gu, "ru"],
  [/\p{Script=Arabic}/gu, "ar"],
  [/\p{Script=Devanagari}/gu, "hi"],
  [/\p{Script=Bengali}/gu, "bn"],
  [/\p{Script=Latin}/gu, "en"],
];

/** The ISO 639-1 code of the text's language, or nothing where no letter tells. */
export function detectLanguage(text: string): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [script, code] of SCRIPTS) {
    const count = text.match(script)?.length ?? 0;
    if (count > most) [best, most] = [code, count];
  }
  return best;
}
