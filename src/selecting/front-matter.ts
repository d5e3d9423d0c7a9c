/** A profile in a Markdown document's front matter, under the key `tiller`. */
import * as l10n from "@vscode/l10n";
import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { ActiveConstraint } from "../constraints/selection.js";
import { frontMatterEdit } from "./front-matter-edit.js";
import type { Fault, Lines, ProfileFormat } from "./profile.js";
import { readConstraints } from "./written-selection.js";

/** Further down a line of hyphens closes nothing. */
const MOST_LINES = 1000;

const OPENING = /^---[ \t]*$/;
const CLOSING = /^(?:---|\.\.\.)[ \t]*$/;

export const frontMatter: ProfileFormat = {
  /** From the opening line to the closing one, without its end; empty where there are not both. */
  head(document: Lines) {
    const first = document.lineAt(0).text;
    if (!OPENING.test(first)) return "";
    const lines = [first];
    for (let line = 1; line < Math.min(document.lineCount, MOST_LINES); line += 1) {
      const { text } = document.lineAt(line);
      lines.push(text);
      if (CLOSING.test(text)) return lines.join("\n");
    }
    return "";
  },

  read(head) {
    const { yaml, start } = yamlIn(head);
    const document = parseDocument(yaml, { prettyErrors: false, logLevel: "silent" });
    const pair = isMap(document.contents) ? pairNamed(document.contents, "tiller") : undefined;
    if (!pair) return undefined;
    const faults: Fault[] = document.errors.map(({ message, pos: [from, to] }) => ({
      start: from,
      end: to,
      message: l10n.t("The front matter cannot be read here: {0}.", message),
    }));
    const at = (node: unknown, message: string) => faults.push({ ...rangeOf(node), message });
    const selection = selectionIn(pair, at);
    return {
      ...(selection && { selection }),
      faults: faults.map((fault) => ({
        ...fault,
        start: start + fault.start,
        end: start + fault.end,
      })),
    };
  },

  edits(head, selection) {
    if (head === "") return [frontMatterEdit(undefined, selection)];
    const { yaml, start } = yamlIn(head);
    const edit = frontMatterEdit(yaml, selection);
    return [{ ...edit, start: start + edit.start, end: start + edit.end }];
  },
};

/** What stands between the two lines of hyphens, its last line ended. */
function yamlIn(head: string): { yaml: string; start: number } {
  const start = head.indexOf("\n") + 1;
  return { yaml: head.slice(start, head.lastIndexOf("\n") + 1), start };
}

type Report = (node: unknown, message: string) => void;

function selectionIn({ key, value }: Pair, report: Report) {
  // On the way to be written.
  if (isEmpty(value)) return undefined;
  if (!isMap(value)) {
    report(
      value ?? key,
      l10n.t('Under "tiller" put "tell" and "constraints", each on its own line.'),
    );
    return undefined;
  }
  let tell = false;
  let constraints: readonly ActiveConstraint[] = [];
  for (const { key: name, value: given } of value.items) {
    const said = isScalar(name) ? name.value : undefined;
    if (said === "tell") tell = booleanIn(given, report);
    else if (said === "constraints") constraints = constraintsIn(given, report);
    else
      report(name, l10n.t('There is no "{0}" here, only "tell" and "constraints".', String(said)));
  }
  return { constraints, tell };
}

function booleanIn(node: unknown, report: Report): boolean {
  if (isScalar(node) && typeof node.value === "boolean") return node.value;
  if (!isEmpty(node)) report(node, l10n.t('"tell" must be true or false.'));
  return false;
}

function constraintsIn(node: unknown, report: Report): readonly ActiveConstraint[] {
  if (!isSeq(node)) {
    if (!isEmpty(node))
      report(
        node,
        l10n.t(
          '"constraints" must be a list, with each constraint on a line that begins with "- ".',
        ),
      );
    return [];
  }
  const { constraints, faults } = readConstraints(
    node.items.map((item) => (isScalar(item) ? item.value : item)),
  );
  for (const { index, message } of faults) report(node.items[index], message);
  return constraints;
}

function pairNamed(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function rangeOf(node: unknown): { start: number; end: number } {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
