/** Excluded words: as soon as one has appeared it is taken back, before it is shown. */
import { PhraseWatch } from "../../text/phrase-search.js";
import type { Finding, Guarantee } from "../decoding/text-rule.js";

export class Ban implements Guarantee {
  readonly kind = "ban";
  private readonly watches: readonly PhraseWatch[];

  /** @param phrases as `keywords:forbidden_words` reads them: whole words, any case */
  constructor(
    readonly id: string,
    phrases: readonly string[],
  ) {
    this.watches = phrases.map((phrase) => new PhraseWatch(phrase));
  }

  judge(text: string, settled: number, ended: boolean): Finding {
    const found = this.watches.flatMap((watch) => watch.find(text, settled, ended) ?? []);
    if (found.length > 0) return { takeBackFrom: Math.min(...found) };
    if (ended) return { settledUntil: text.length };
    const begun = this.watches.flatMap((watch) => watch.findBegun(text, settled) ?? []);
    return { settledUntil: Math.min(text.length, ...begun) };
  }
}
