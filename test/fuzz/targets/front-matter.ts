/** Selections in documents: YAML in Markdown's front matter, comments in LaTeX. */
import assert from "node:assert/strict";
import { parseSelection } from "../../../src/constraints/selection.js";
import { frontMatter } from "../../../src/selecting/front-matter.js";
import { latexComments } from "../../../src/selecting/latex-comments.js";
import { type Lines, ProfileError, type ProfileFormat } from "../../../src/selecting/profile.js";
import { type FuzzTarget, parsed, textOf, utf8 } from "../target.js";

const chosen = parseSelection({
  constraints: [
    { id: "punctuation:no_comma", dial: 1.5 },
    { id: "keywords:existence", args: { keywords: ["harbour", "a, b: [c]"] } },
  ],
  tell: true,
});

function linesOf(text: string): Lines {
  const lines = text.split(/\r\n|\r|\n/);
  return { lineCount: lines.length, lineAt: (line) => ({ text: lines[line] ?? "" }) };
}

function checkFormat(format: ProfileFormat, document: string): void {
  const head = format.head(linesOf(document));
  for (const { start, end, message } of format.read(head)?.faults ?? []) {
    assert.ok(0 <= start && start <= end && end <= head.length, "a fault has a place");
    assert.ok(message.length > 0);
  }
  const edits = parsed(() => format.edits(head, chosen), ProfileError);
  if (!edits) return;
  let changed = head;
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
    changed = changed.slice(0, start) + text + changed.slice(end);
  }
  const after = format.read(format.head(linesOf(changed)));
  assert.deepEqual(after?.selection, chosen, "what was written is read");
}

export const target: FuzzTarget = {
  seeds: [
    "---\ntitle: Harbour\ntiller:\n  tell: true\n  constraints:\n    - punctuation:no_comma@1.2\n    - keywords:existence,keywords=fish # why\n---\n\nText.\n",
    "---\n{title: Harbour, tiller: {tell: yes}}\n---\n",
    "---\nbase: &base\n  tell: true\ntiller: *base\n...\n",
    "---\n? tiller\n: - one\n---\n",
    "% !TEX root = main.tex\n% tiller: tell\n%% tiller: punctuation:no_comma\n\\documentclass{article}\n",
  ].map(utf8),

  check(input) {
    const document = textOf(input);
    checkFormat(frontMatter, document);
    checkFormat(latexComments, document);
  },
};
