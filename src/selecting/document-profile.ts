/** The profile in an open document, of whatever kind that is. */
import * as vscode from "vscode";
import { frontMatter } from "./front-matter.js";
import { latexComments } from "./latex-comments.js";
import type { Profile, ProfileFormat } from "./profile.js";

const FORMATS: Record<string, ProfileFormat> = {
  markdown: frontMatter,
  quarto: frontMatter,
  rmd: frontMatter,
  latex: latexComments,
  tex: latexComments,
};

/** For editors that do not know the languages of these. */
const EXTENSIONS: Record<string, ProfileFormat> = {
  ".qmd": frontMatter,
  ".rmd": frontMatter,
  ".tex": latexComments,
};

/** How this document holds a profile; undefined where documents of its kind hold none. */
export function profileFormat(document: vscode.TextDocument): ProfileFormat | undefined {
  const extension = /\.\w+$/.exec(document.uri.path)?.[0].toLowerCase() ?? "";
  return FORMATS[document.languageId] ?? EXTENSIONS[extension];
}

interface Read {
  readonly format: ProfileFormat;
  readonly head: string;
  readonly profile: Profile | undefined;
}

const lastRead = new WeakMap<vscode.TextDocument, Read>();

/** The same object as long as the head of the document is the same. */
export function documentProfile(document: vscode.TextDocument): Profile | undefined {
  const format = profileFormat(document);
  if (!format) return undefined;
  const head = format.head(document);
  const last = lastRead.get(document);
  if (last?.format === format && last.head === head) return last.profile;
  const profile = head === "" ? undefined : format.read(head);
  lastRead.set(document, { format, head, profile });
  return profile;
}

/** Where an offset of the head stands in the document, however that ends its lines. */
export function headPosition(head: string, offset: number): vscode.Position {
  const before = head.slice(0, offset).split("\n");
  return new vscode.Position(before.length - 1, before.at(-1)?.length ?? 0);
}
