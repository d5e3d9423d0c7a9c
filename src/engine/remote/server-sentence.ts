/**
 * What a server says about a failure: the sentence in it that a person can read. No JSON, no template's
 * source and no stack trace gets through.
 */
import * as l10n from "@vscode/l10n";
import { lenientJson } from "./lenient-json.js";

/** So much of it is shown. */
const MOST_SAID = 300;
/** So much is looked at: a sentence stands at the beginning. */
const MOST_READ = 8000;
/** A server may nest its answer without end. */
const LEVELS = 8;
/** Where servers put the sentence, the likeliest first. */
const SENTENCES = [
  "error",
  "message",
  "detail",
  "msg",
  "errors",
  "reason",
  "title",
  "description",
  "error_description",
  "error_msg",
  "error_message",
  "status_msg",
  "base_resp",
  "refusal",
];
/** What a template engine says. */
const TEMPLATE =
  /jinja|\bminja\b|raise_exception|\{%|\{\{|TemplateError|UndefinedError|while executing \w+ at line|at row \d+, column \d+/i;
/** A list of the places in a program that led to an error: of its lines, those further in. */
const TRACE = /^Traceback \(|^\s+at \S|^\s+File "|^goroutine \d|^stack backtrace|^\s*\d+: 0x/im;
const TRACE_HEADING = /^(Traceback \(|goroutine \d|stack backtrace|\s)/i;
/** The same where it was put in one line. */
const TRACE_IN_LINE =
  /\s+at [\w$.<>[\] ]*\((?:[\w./\\-]+:)+\d+\)?[\s\S]*$|\s+File "[^"]*", line \d+[\s\S]*$/;
/** The sentence in what other languages print of an object. */
const PRINTED = /["']message["']\s*:\s*(["'])((?:\\.|(?!\1)[^\\])+)\1/;
const PAGE = /^\s*<[!?a-z]/i;

/**
 * From the text of an answer, in one line, without a full stop, and without the key, which some servers
 * repeat; undefined where nothing in it is for a person.
 */
export function saidIn(body: string, key: string | undefined): string | undefined {
  return said(parsedOr(body), key);
}

/** As `saidIn`, from a value that has been parsed. */
export function said(value: unknown, key: string | undefined): string | undefined {
  const found = sentenceOf(value, LEVELS);
  const sentence = found && readable(found);
  if (!sentence) return undefined;
  const oneLine = (key ? sentence.replaceAll(key, "***") : sentence).replace(/\s+/g, " ").trim();
  const shown = oneLine.length > MOST_SAID ? `${oneLine.slice(0, MOST_SAID)}...` : oneLine;
  return shown.replace(/\.$/, "") || undefined;
}

/**
 * Every word of a refusal that may name what is refused: its sentences, codes, and the names of fields.
 * What it repeats of the request says nothing.
 */
export function wordsOf(value: unknown, levels = LEVELS): string {
  if (typeof value === "string") {
    const parsed = parsedOr(value);
    return parsed === value ? value.slice(0, MOST_READ) : wordsOf(parsed, levels - 1);
  }
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null || levels <= 0) return "";
  return Object.entries(value)
    .filter(([name]) => !["input", "body", "request", "url"].includes(name))
    .map(([name, inner]) => {
      const words = wordsOf(inner, levels - 1);
      // Numbers say what they are by their names.
      return typeof inner === "number" ? `${name} ${words}` : words;
    })
    .join(" ");
}

function sentenceOf(value: unknown, levels: number): string | undefined {
  if (levels === 0) return undefined;
  if (typeof value === "string") {
    const parsed = parsedOr(value);
    return parsed === value ? value.trim() || undefined : sentenceOf(parsed, levels - 1);
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) {
    const all = value.map((one) => sentenceOf(one, levels - 1)).filter(Boolean);
    return [...new Set(all)].join("; ") || undefined;
  }
  const members = value as Record<string, unknown>;
  const { msg, loc } = members;
  if (typeof msg === "string" && Array.isArray(loc) && loc.length > 0) {
    return `${msg} (${loc.at(-1)})`;
  }
  // What stands behind a server that only passes it on.
  const { raw } = (members.metadata ?? {}) as { raw?: unknown };
  for (const inner of [raw, ...SENTENCES.map((name) => members[name])]) {
    const found = sentenceOf(inner, levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON in a text, alone or behind what another server says about it; the text itself where there is none. */
function parsedOr(text: string): unknown {
  const at = text.search(/[{[]/);
  if (at < 0) return text;
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1;
  const value = lenientJson(text.slice(at, end));
  if (typeof value !== "object" || value === null) return text;
  return at === 0 || sentenceOf(value, 4) !== undefined ? value : text;
}

function readable(found: string): string | undefined {
  const text = found.slice(0, MOST_READ);
  // A page of a proxy says nothing to a person.
  if (PAGE.test(text)) return undefined;
  if (isOfTemplate(text)) {
    return l10n.t("the chat template of its model does not take this");
  }
  const printed = PRINTED.exec(text)?.[2];
  if (printed) return readable(printed);
  const lines = text.split("\n");
  const said = TRACE.test(text) ? lines.filter((line) => !TRACE_HEADING.test(line)) : lines;
  const plain = said
    .join("\n")
    .replace(TRACE_IN_LINE, "")
    // What is left of JSON that could not be read.
    .replace(/\s*[{[]\s*["'{[][\s\S]*$/, "")
    .trim();
  return /\p{L}/u.test(plain) ? plain.replace(/[\s:,;(-]+$/, "") : undefined;
}

/** Whether it speaks of a template's source, which says nothing to a person. */
export function isOfTemplate(text: string): boolean {
  return TEMPLATE.test(text);
}
