/** A model that is a function: from the text so far to the tokens that may follow, likeliest first. */
import type { Token } from "node-llama-cpp";
import {
  GuardedText,
  type GuardedTextOptions,
} from "../../../../src/engine/decoding/guarded-text.js";
import { type TokenSource, writeText } from "../../../../src/engine/decoding/write-text.js";

/** The model's last word. */
export const END = "<end>";

export type Script = (text: string) => readonly string[];

/** A token that is a single byte, as some vocabularies have for rare characters: "<c3>". */
const BYTE = /^<([0-9a-f]{2})>$/;

/** The candidates by the text so far; a text that is not listed is ended. */
export function table(entries: Record<string, readonly string[]>): Script {
  return (text) => entries[text] ?? [END];
}

/** Writes these tokens, whatever else is asked for; another one in their place may be any `others`. */
export function recital(tokens: readonly string[], others: readonly string[] = []): Script {
  return (text) => {
    let so = "";
    for (const token of tokens) {
      if (so === text) return [token, ...others, END];
      so += token;
    }
    return [END, ...others];
  };
}

export class ScriptedModel implements TokenSource {
  /** How often tokens other than the likeliest were asked for. */
  rankings = 0;
  private readonly names: string[] = [END];

  constructor(private readonly script: Script) {}

  async next(taken: readonly Token[]): Promise<Token> {
    return this.ranked(taken)[0] as Token;
  }

  async ranking(taken: readonly Token[], count?: number): Promise<Token[]> {
    this.rankings += 1;
    return this.ranked(taken).slice(0, count);
  }

  isEogToken(token: Token | undefined | null): boolean {
    return token === 0;
  }

  /** Tokens are strings of bytes, so that several may make one character. */
  detokenize(tokens: readonly Token[]): string {
    const bytes = tokens.map((token) => Buffer.from(this.names[token] ?? "", "latin1"));
    return Buffer.concat(bytes).toString("utf8");
  }

  said(tokens: readonly Token[]): string[] {
    return tokens.map((token) => this.names[token] ?? "");
  }

  private ranked(taken: readonly Token[]): Token[] {
    const candidates = this.script(this.detokenize(taken));
    return candidates.map((name) => {
      if (name === END || BYTE.test(name)) {
        return this.token(name.replace(BYTE, (_, hex) => String.fromCharCode(Number(`0x${hex}`))));
      }
      return this.token(Buffer.from(name, "utf8").toString("latin1"));
    });
  }

  private token(name: string): Token {
    const known = this.names.indexOf(name);
    return (known >= 0 ? known : this.names.push(name) - 1) as Token;
  }
}

export interface Written {
  text: string;
  tokens: string[];
  length: number;
  stop: string;
  interventions: number[];
  /** The pieces in which the text was shown. */
  pieces: string[];
  /** How often tokens other than the likeliest were asked for. */
  rankings: number;
}

/** Lets the model write one text. @param stopAfter aborts when so many tokens were asked for */
export async function write(
  script: Script,
  options: Omit<GuardedTextOptions, "prompt"> = {},
  { limit = 200, stopAfter = Number.POSITIVE_INFINITY } = {},
): Promise<Written> {
  const model = new ScriptedModel(script);
  const text = new GuardedText(model, { ...options, prompt: [] });
  const pieces: string[] = [];
  const controller = new AbortController();
  let asked = 0;
  const source: TokenSource = {
    next: (taken) => {
      asked += 1;
      if (asked > stopAfter) controller.abort();
      return model.next(taken);
    },
    ranking: (taken, count) => model.ranking(taken, count),
  };
  const stop = await writeText(source, text, limit, controller.signal, (piece) =>
    pieces.push(piece),
  );
  return {
    text: text.text,
    tokens: model.said(text.tokens),
    length: text.length,
    stop,
    interventions: text.reports.map(({ interventions }) => interventions),
    pieces,
    rankings: model.rankings,
  };
}
