/** One round: opens a workbench, types, has texts written, and takes times. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Keyboard, Page } from "playwright-core";
import { until } from "../../test/support/until.js";
import { Workbench } from "../../test/workbench/workbench.js";

/** Milliseconds, each one sample. */
export interface Round {
  /** From pressing the key for Continue Writing to the request leaving the extension. */
  requests: number[];
  /** From a token leaving the engine to the frame that shows it. */
  tokens: number[];
  /** From a typed key to the frame that shows it; neighbours were measured together. */
  typing: { alone: number[]; streaming: number[] }[];
  /** Loading Tiller's file and calling its `activate`, without what VS Code does around it. */
  activation: { wall: number; processor: number };
}

interface Note {
  what: "activated" | "request" | "text" | "ended";
  at: number;
  /** For texts: how many letters have been written so far. */
  letters?: number;
  milliseconds?: number;
  cpuMilliseconds?: number;
}

interface PageNotes {
  keys: { key: string; at: number }[];
  frames: { at: number; letters: number; inFirstLine: number }[];
}

const probe = fileURLToPath(new URL("./probe", import.meta.url));
const pageProbe = readFileSync(new URL("./page-probe.js", import.meta.url), "utf8");

const START = "x\n\nThe harbour is full of large ships.";
const BLOCKS = 6;
const KEYS_PER_BLOCK = 40;
/** Between two keys, random so that they hit the screen's frames at any moment. */
const KEY_GAP_MS = { shortest: 35, longest: 65 };
const PATIENCE_MS = 120_000;

/** @param continueKey as Playwright writes it */
export async function measure(continueKey: string): Promise<Round> {
  const workbench = await Workbench.open({
    document: { name: "harbour.txt", text: START },
    // No suggestions, which would take the escape key.
    settings: { "editor.wordWrap": "on", "editor.quickSuggestions": false },
    installed: [probe],
  });
  try {
    return await new Bench(workbench, continueKey).round();
  } finally {
    await workbench.close();
  }
}

class Bench {
  private readonly page: Page;
  private readonly keyboard: Keyboard;

  constructor(
    private readonly workbench: Workbench,
    private readonly continueKey: string,
  ) {
    this.page = workbench.page;
    this.keyboard = workbench.page.keyboard;
  }

  async round(): Promise<Round> {
    await until(() => this.notes("activated").length > 0, PATIENCE_MS);
    await this.page.evaluate(pageProbe);
    const { milliseconds = Number.NaN, cpuMilliseconds = Number.NaN } =
      this.notes("activated")[0] ?? {};
    const round: Round = {
      requests: [],
      tokens: [],
      typing: [],
      activation: { wall: milliseconds, processor: cpuMilliseconds },
    };
    // The first of everything is not typical of the day.
    await this.block(true);
    for (let i = 0; i < BLOCKS; i++) {
      const streamingFirst = i % 2 === 0;
      const [first, second] = [await this.block(streamingFirst), await this.block(!streamingFirst)];
      const [streaming, alone] = streamingFirst ? [first, second] : [second, first];
      round.requests.push(...streaming.requests);
      round.tokens.push(...streaming.tokens);
      round.typing.push({ streaming: streaming.typing, alone: alone.typing });
    }
    return round;
  }

  /** Types in the first line, with or without a stream at the document's end. */
  private async block(streams: boolean) {
    await this.startAfresh();
    const before = { texts: this.notes("text").length, ended: this.notes("ended").length };
    if (streams) {
      await this.keyboard.press("Control+End");
      await this.keyboard.press(this.continueKey);
      await until(() => this.notes("text").length > before.texts, PATIENCE_MS);
    }
    await this.keyboard.press("Control+Home");
    for (let i = 0; i < KEYS_PER_BLOCK; i++) {
      await this.keyboard.press("x");
      const { shortest, longest } = KEY_GAP_MS;
      await delay(shortest + Math.random() * (longest - shortest));
    }
    if (streams) {
      await this.keyboard.press("Escape");
      await until(() => this.notes("ended").length > before.ended, PATIENCE_MS);
    }
    const { keys, frames } = (await this.page.evaluate("takeNotes()")) as PageNotes;
    return {
      requests: streams ? this.requestTimes(keys) : [],
      tokens: this.tokenTimes(before.texts, frames),
      typing: typingTimes(keys, frames),
    };
  }

  private async startAfresh(): Promise<void> {
    await this.workbench.editor.click();
    await this.keyboard.press("Control+A");
    await this.keyboard.insertText(START);
    await this.workbench.shows(START);
    await this.page.evaluate("takeNotes()");
  }

  private requestTimes(keys: PageNotes["keys"]): number[] {
    const pressed = keys.find(({ key }) => key === this.continueKey.split("+").at(-1));
    const sent = this.notes("request").at(-1);
    return pressed && sent ? [sent.at - pressed.at] : [];
  }

  /** @param first number of the block's first text */
  private tokenTimes(first: number, frames: PageNotes["frames"]): number[] {
    const start = letters(START);
    return this.notes("text")
      .slice(first)
      .flatMap(({ at, letters: written = 0 }) => {
        const shown = frames.find(
          (frame) => frame.at >= at && frame.letters - (frame.inFirstLine - 1) >= start + written,
        );
        return shown ? [shown.at - at] : [];
      });
  }

  private notes(what: Note["what"]): Note[] {
    const lines = readNotes(this.workbench.runFolder);
    return lines.filter((note) => note.what === what);
  }
}

/** Each key adds one to the first line, which has one letter before. */
function typingTimes(keys: PageNotes["keys"], frames: PageNotes["frames"]): number[] {
  return keys
    .filter(({ key }) => key === "x")
    .flatMap(({ at }, index) => {
      const shown = frames.find((frame) => frame.at >= at && frame.inFirstLine >= index + 2);
      return shown ? [shown.at - at] : [];
    });
}

function letters(text: string): number {
  return text.replace(/\s/g, "").length;
}

function readNotes(folder: string): Note[] {
  try {
    const text = readFileSync(join(folder, "notes.jsonl"), "utf8");
    // The last line may still be on its way.
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}
