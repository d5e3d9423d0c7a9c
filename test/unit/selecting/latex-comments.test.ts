import assert from "node:assert/strict";
import { latexComments } from "../../../src/selecting/latex-comments.js";
import { ProfileError } from "../../../src/selecting/profile.js";
import { faultsIn, read, saved, selectionOf } from "./written.js";

const CONCISE = "length_constraints:concise";
const HARBOUR = "keywords:existence,keywords=harbour@1.2";
const PAPER = "\\documentclass{article}\n\\begin{document}\nThe harbour.\n\\end{document}\n";

describe("A profile in LaTeX comments", () => {
  it("says what is on and whether it is told, one thing in each", () => {
    const text = `% !TEX root = x.tex\n%tiller: tell\n\\documentclass{article}\n  %% tiller:  ${CONCISE}  \n% tiller: ${HARBOUR}\n`;
    assert.deepEqual(read(latexComments, text), {
      selection: selectionOf(true, CONCISE, HARBOUR),
      faults: [],
    });
  });

  it("is not there without a comment of its own near the top", () => {
    assert.equal(read(latexComments, PAPER), undefined);
    assert.equal(read(latexComments, `${"\n".repeat(50)}% tiller: tell\n`), undefined);
    assert.equal(read(latexComments, "text % tiller: tell\n"), undefined);
  });

  it("is read beside what is wrong in it, which is said where it stands", () => {
    const text = `% tiller: concise\n% tiller: ${CONCISE}\n${PAPER}`;
    assert.deepEqual(read(latexComments, text)?.selection, selectionOf(false, CONCISE));
    const [[place, message] = []] = faultsIn(latexComments, text);
    assert.equal(place, "concise");
    assert.match(message ?? "", /no constraint "concise"/);
  });
});

describe("Saving a selection in LaTeX comments", () => {
  it("goes to the top, below the comments that other programs want there", () => {
    const magic = "% !TEX program = xelatex\n";
    assert.equal(
      saved(latexComments, magic + PAPER, selectionOf(true, CONCISE)),
      `${magic}% tiller: tell\n% tiller: ${CONCISE}\n${PAPER}`,
    );
    assert.equal(saved(latexComments, "", selectionOf(true)), "% tiller: tell\n");
    assert.equal(saved(latexComments, "% !TEX x", selectionOf(true)), "% !TEX x\n% tiller: tell");
  });

  it("takes the place of the comments that are there, and leaves the rest", () => {
    const text = `% mine\n% tiller: tell\n\\usepackage{x}\n% tiller: ${CONCISE}\n${PAPER}`;
    assert.equal(
      saved(latexComments, text, selectionOf(false, HARBOUR, CONCISE)),
      `% mine\n% tiller: ${HARBOUR}\n% tiller: ${CONCISE}\n\\usepackage{x}\n${PAPER}`,
    );
  });

  it("says none where nothing is on", () => {
    const text = saved(latexComments, PAPER, selectionOf(false));
    assert.equal(text, `% tiller: none\n${PAPER}`);
    assert.deepEqual(read(latexComments, text), { selection: selectionOf(false), faults: [] });
  });

  it("refuses words with a line break", () => {
    assert.throws(
      () => saved(latexComments, PAPER, selectionOf(false, "startend:end_checker,end_phrase=a\nb")),
      (error: Error) => error instanceof ProfileError && /line break/.test(error.message),
    );
  });
});
