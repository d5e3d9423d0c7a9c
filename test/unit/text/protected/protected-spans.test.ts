import assert from "node:assert/strict";
import fc from "fast-check";
import { lostSpans, protectedSpans } from "../../../../src/text/protected/protected-spans.js";
import { texts } from "../texts.js";

const LANGUAGES = ["markdown", "latex", "html", "plaintext", "typescript"];

/** The protected parts of a text, in order. */
function kept(text: string, languageId = "markdown"): string[] {
  return protectedSpans(text, languageId).map((span) => span.text);
}

/** The kinds of the protected parts, in order. */
function kinds(text: string, languageId = "markdown"): string[] {
  return protectedSpans(text, languageId).map(({ kind }) => kind);
}

describe("protected spans of Markdown", () => {
  it("are links and images, nested and with titles, as one", () => {
    const link = '[a `b]` ![i](j.png)](http://x.y/(z) "t")';
    assert.deepEqual(kept(`See ${link}, or ![x](<a b.png>).`), [link, "![x](<a b.png>)"]);
  });

  it("are references, wherever they are defined", () => {
    const text = "See [the mill][mill], [mill][], [mill].\n\n[mill]: http://a.b 'M'\n";
    assert.deepEqual(kept(text), [
      "[the mill][mill]",
      "[mill][]",
      "[mill]",
      "[mill]: http://a.b 'M'",
    ]);
    assert.deepEqual(kept("See [the `]` mill][mill]."), ["[the `]` mill][mill]"]);
  });

  it("are addresses without the marks after them", () => {
    const text =
      "At https://a.b/c_(d)?e=f#g. Or (http://a.b/), <https://a.b/c>, www.a.b/c! Mail me@a.org.";
    assert.deepEqual(kept(text), [
      "https://a.b/c_(d)?e=f#g",
      "http://a.b/",
      "<https://a.b/c>",
      "www.a.b/c",
      "me@a.org",
    ]);
  });

  it("are code, however fenced, and not what is escaped", () => {
    assert.deepEqual(kept("`a` ``b ` c`` \\`no\\`"), ["`a`", "``b ` c``"]);
    assert.deepEqual(kept("~~~\nx\n```\n~~~\n\n> ```js\n> y\n> ```\n"), [
      "~~~\nx\n```\n~~~",
      "```js\n> y\n> ```",
    ]);
    assert.deepEqual(kept("Text.\n\n    indented\n"), ["    indented"]);
    assert.deepEqual(kept("```\nnever closed [a](b)\n"), ["```\nnever closed [a](b)"]);
  });

  it("are nothing in brackets and marks that are never closed", () => {
    assert.deepEqual(kept("An `open and $x and {{ and [a and (b and \\( c"), []);
  });

  it("are formulas, and not prices", () => {
    assert.deepEqual(kept("For $5 and $10, \\$3 or $1,000-$2,000; US$5."), []);
    assert.deepEqual(kept("If $5 and $x_1$ or $a+b$: $$\n\\int\n$$ \\(a\\) \\[b\\]"), [
      "$x_1$",
      "$a+b$",
      "$$\n\\int\n$$",
      "\\(a\\)",
      "\\[b\\]",
    ]);
    assert.deepEqual(kept("\\begin{align*}\nx & y\n\\end{align*}"), [
      "\\begin{align*}\nx & y\n\\end{align*}",
    ]);
    assert.deepEqual(kept("So $a_[b](c)<d>$ it is."), ["$a_[b](c)<d>$"]);
  });

  it("are citations of pandoc and of LaTeX", () => {
    const text =
      "As [see @doe99, pp. 3-5; also -@roe] and @{a b}x, @smith:04. Not a@b.c \\citep[p.~2]{k}.";
    assert.deepEqual(kept(text), [
      "[see @doe99, pp. 3-5; also -@roe]",
      "@smith:04",
      "a@b.c",
      "\\citep[p.~2]{k}",
    ]);
    assert.deepEqual(kinds("snake_case@host and [@key] and @key"), [
      "link",
      "citation",
      "citation",
    ]);
  });

  it("are placeholders", () => {
    const placeholders = ["{{ name }}", "{name}", "{0}", "\u0024{a.b}", "%s", "%1$d", "%(n)s"];
    const typed = ["<NAME>", "[YOUR NAME]", "[your name]", "{% if x %}", "{#id .class}"];
    assert.deepEqual(kept([...placeholders, ...typed].join(" and ")), [...placeholders, ...typed]);
    assert.deepEqual(kept("100% sure, 5 %, { a, b }, a < b > c, [ ] to do, 30%off"), []);
  });

  it("are footnotes' marks, tags, comments and entities", () => {
    assert.deepEqual(kept("Text[^1].\n\n[^1]: A note"), ["[^1]", "[^1]:"]);
    assert.deepEqual(kept('<p class="a">\none <b>two</b> &amp; <!-- three -->\n</p>'), [
      '<p class="a">',
      "<b>",
      "</b>",
      "&amp;",
      "<!-- three -->",
      "</p>",
    ]);
  });

  it("are front matter at the very start, and no dividers", () => {
    assert.deepEqual(kept('---\r\ntitle: "[a](b)"\r\n---\r\n\r\nText.\r\n'), [
      '---\r\ntitle: "[a](b)"\r\n---',
    ]);
    assert.deepEqual(kept("+++\na = 1\n+++\nText"), ["+++\na = 1\n+++"]);
    assert.deepEqual(kept("---\n\nText\n\n---\n"), []);
    assert.deepEqual(kept("Text\n\n---\ntitle: A\n---\n"), []);
  });

  it("have the offsets of the text, whatever stands before them", () => {
    for (const before of [
      "\ufeff",
      "👩‍👩‍👧 ",
      "שלום ",
      "x\t",
      "a\r\nb\r\n\r\n",
      "\u0000 ",
      "\ud83d ",
    ]) {
      const text = `${before}[👍](b) and \`c\``;
      assert.deepEqual(kept(text), ["[👍](b)", "`c`"], JSON.stringify(before));
    }
  });
});

describe("protected spans of LaTeX", () => {
  it("are citations, references and addresses with their arguments", () => {
    const text = "See \\cite[see][p.~2]{a,b}, \\autoref{f}, \\label{x}; \\url{http://a.b/%20c}.";
    assert.deepEqual(kept(text, "latex"), [
      "\\cite[see][p.~2]{a,b}",
      "\\autoref{f}",
      "\\label{x}",
      "\\url{http://a.b/%20c}",
    ]);
    assert.deepEqual(kinds(text, "latex"), ["citation", "reference", "reference", "link"]);
  });

  it("are commands around prose, and not the prose", () => {
    const text =
      "A \\emph{word} and \\footnote{See \\cite{k} there.} of \\href{http://a.b}{the mill}.";
    assert.deepEqual(kept(text, "latex"), [
      "\\emph{",
      "}",
      "\\footnote{",
      "\\cite{k}",
      "}",
      "\\href{http://a.b}{",
      "}",
    ]);
    assert.deepEqual(kept("\\section*{One} \\foo{bar}[x] \\foo{two words}{x} \\LaTeX{}", "latex"), [
      "\\section*{",
      "}",
      "\\foo{bar}[x]",
      "\\foo{",
      "}{",
      "}",
      "\\LaTeX{}",
    ]);
  });

  it("are formulas, where every unescaped dollar sign counts", () => {
    assert.deepEqual(kept("A 2$\\times$2, \\$5 and \\$6 \\[x\\] $$y$$", "latex"), [
      "$\\times$",
      "\\[x\\]",
      "$$y$$",
    ]);
  });

  it("are environments of code and formulas whole, of others their ends", () => {
    const code = "\\begin{verbatim}\n\\cite{a} $x$ % no\n\\end{verbatim}";
    const math = "\\begin{equation}\n  x \\label{e}\n\\end{equation}";
    assert.deepEqual(kept(`${code}\n${math}\nand \\verb|a{b|`, "latex"), [
      code,
      math,
      "\\verb|a{b|",
    ]);
    assert.deepEqual(kept("\\begin{itemize}\n\\item One\n\\end{itemize}", "latex"), [
      "\\begin{itemize}",
      "\\end{itemize}",
    ]);
  });

  it("are comments and the preamble, but no escaped percent sign", () => {
    const preamble = "\\documentclass{article}\n\\usepackage{x}\n\\begin{document}";
    assert.deepEqual(kept(`${preamble}\nAt 50\\% % a $comment\nmore`, "latex"), [
      preamble,
      "% a $comment",
    ]);
    assert.deepEqual(kept("a \\\\% comment", "latex"), ["% comment"]);
  });

  it("are not the arguments of a command that never ends", () => {
    assert.deepEqual(kept("\\emph{one\n\ntwo \\cite{k", "latex"), ["\\emph", "\\cite"]);
  });

  it("are escaped signs no commands, and braces no placeholders", () => {
    assert.deepEqual(kept("\\\\cite and {name} and \\& and \\'e but [NAME]", "latex"), ["[NAME]"]);
  });
});

describe("protected spans of other languages", () => {
  it("are tags, comments and code in HTML", () => {
    assert.deepEqual(kept("<a href='x'>you</a> <pre>a < b</pre> {{n}} <!-- c", "html"), [
      "<a href='x'>",
      "</a>",
      "<pre>a < b</pre>",
      "{{n}}",
      "<!-- c",
    ]);
  });

  it("are addresses, citations and placeholders in any text", () => {
    for (const languageId of ["plaintext", "typescript", "unheard-of"]) {
      assert.deepEqual(kept("Dear [NAME], see https://a.b, `x`, $y$ [@k].", languageId), [
        "[NAME]",
        "https://a.b",
        "[@k]",
      ]);
    }
  });
});

describe("lost spans", () => {
  it("are none where everything is kept, in any order", () => {
    assert.deepEqual(lostSpans("A [b](c) of `d`.", "Of `d`, a [b](c)!", "markdown"), []);
    assert.deepEqual(lostSpans("", "", "markdown"), []);
  });

  it("are counted", () => {
    const lost = lostSpans("`a` `a` `b`", "`a` `b`", "markdown");
    assert.deepEqual(lost, [{ kind: "code", start: 4, end: 7, text: "`a`" }]);
  });

  it("are those that are changed, or something else now", () => {
    assert.equal(lostSpans("See [b](c).", "See [B](c).", "markdown").length, 1);
    assert.equal(lostSpans("See [@key].", "See `[@key]`.", "markdown").length, 1);
    assert.equal(lostSpans("At https://a.b/c.", "At https://a.b/cd.", "markdown").length, 1);
    assert.equal(lostSpans("\\cite{a}", "\\cite{b}", "latex").length, 1);
  });
});

for (const languageId of LANGUAGES) {
  describe(`spans of ${languageId}`, () => {
    it("are in order, apart from each other and what the text says", () => {
      fc.assert(
        fc.property(texts, (text) => {
          let last = 0;
          for (const span of protectedSpans(text, languageId)) {
            assert.ok(span.start >= last && span.end > span.start);
            assert.equal(span.text, text.slice(span.start, span.end));
            last = span.end;
          }
          assert.ok(last <= text.length);
        }),
        { numRuns: 1000 },
      );
    });

    it("are all there in the text itself, and all lost without it", () => {
      fc.assert(
        fc.property(texts, (text) => {
          assert.deepEqual(lostSpans(text, text, languageId), []);
          assert.deepEqual(lostSpans(text, "", languageId), protectedSpans(text, languageId));
        }),
      );
    });
  });
}
