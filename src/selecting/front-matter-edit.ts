/** Puts a selection into front matter; whatever else stands there stays as it is, to the letter. */
import * as l10n from "@vscode/l10n";
import {
  Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Selection } from "../constraints/selection.js";
import { type HeadEdit, ProfileError } from "./profile.js";
import { writtenSelection } from "./written-selection.js";

/** Lines are not folded: a constraint stays in one. */
const asWritten = { lineWidth: 0 };

/**
 * One edit of the YAML between the lines of hyphens.
 *
 * @param yaml undefined where there is no front matter yet
 * @throws ProfileError if the front matter is no mapping that can be read
 */
export function frontMatterEdit(yaml: string | undefined, selection: Selection): HeadEdit {
  if (yaml === undefined) {
    return { start: 0, end: 0, text: `---\n${newProfile(selection)}---\n\n` };
  }
  const document = parseDocument(yaml, { prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    throw new ProfileError(l10n.t("The front matter must be corrected first: {0}.", error.message));
  }
  const { contents } = document;
  if (contents === null)
    return { start: yaml.length, end: yaml.length, text: newProfile(selection) };
  if (!isMap(contents)) {
    throw new ProfileError(
      l10n.t("The front matter is not made of keys, so a selection cannot be added to it."),
    );
  }
  const isByLines = !contents.flow && contents.items.every((pair) => startsLine(yaml, pair));
  if (!isByLines) {
    setProfile(document, selection);
    return { start: 0, end: yaml.length, text: document.toString(asWritten) };
  }
  const place = contents.items.findIndex(({ key }) => isScalar(key) && key.value === "tiller");
  if (place < 0) return { start: yaml.length, end: yaml.length, text: newProfile(selection) };
  const { start, end } = linesOf(yaml, contents, place);
  return { start, end, text: changedProfile(yaml.slice(start, end), selection) };
}

function newProfile(selection: Selection): string {
  const document = new Document({});
  setProfile(document, selection);
  return document.toString(asWritten);
}

/** @param source the lines of the profile alone */
function changedProfile(source: string, selection: Selection): string {
  const document = parseDocument(source, { logLevel: "silent" });
  // What refers to an anchor elsewhere cannot be read alone.
  if (document.errors.length > 0) return newProfile(selection);
  setProfile(document, selection);
  return document.toString(asWritten);
}

/** Comments stay with what they stand beside, as long as that is still there. */
function setProfile(document: Document, selection: Selection): void {
  const { constraints, tell } = writtenSelection(selection);
  const profile = document.get("tiller");
  if (!isMap(profile)) {
    document.set("tiller", document.createNode({ ...(tell && { tell }), constraints }));
    return;
  }
  if (tell || profile.has("tell")) profile.set("tell", tell);
  const list = profile.get("constraints");
  if (isSeq(list)) list.items = constraints.map((constraint) => item(list, constraint));
  else profile.set("constraints", document.createNode(constraints));
}

/** The item of the same constraint, so that its comment stays, or a new one. */
function item(list: YAMLSeq, constraint: string): Scalar {
  const idOf = (written: unknown) => /^[^!,@]*/.exec(String(written).trim())?.[0];
  const before = list.items.find(
    (one): one is Scalar => isScalar(one) && idOf(one.value) === idOf(constraint),
  );
  if (!before) return new Scalar(constraint);
  before.value = constraint;
  return before;
}

function startsLine(yaml: string, pair: Pair): boolean {
  const start = keyStart(pair);
  return start === 0 || yaml[start - 1] === "\n";
}

function keyStart({ key }: Pair): number {
  return (isScalar(key) && key.range?.[0]) || 0;
}

/** From a key to the next, without the blank lines and the comments that belong to that one. */
function linesOf(yaml: string, map: YAMLMap, place: number): { start: number; end: number } {
  const [pair, next] = map.items.slice(place) as [Pair, Pair | undefined];
  const start = keyStart(pair);
  const text = yaml.slice(start, next ? keyStart(next) : yaml.length);
  return { start, end: start + text.replace(/(?:\n[ \t]*|\n#.*)+\n$/, "\n").length };
}
