/** What came of the text that was written or checked last: per constraint held or not, why, and where. */
import type { LastText, ReceiptLine } from "../messages.js";
import type { PageContext, Part } from "./elements/context.js";
import { create, createButton, createMark, filled, showText } from "./elements/dom.js";
import { createVariants } from "./variants.js";

export function createLastText(context: PageContext): Part {
  const { texts, post } = context;
  const summary = create("span", { className: "summary" });
  const title = create("h2");
  const heading = create("div", { className: "heading" }, title, summary);
  const content = create("div");
  const element = create("section", { className: "last-text", hidden: true }, heading, content);
  let shown = "";

  return {
    element,
    show({ lastText }) {
      element.hidden = !lastText;
      const next = JSON.stringify(lastText);
      if (!lastText || next === shown) return;
      shown = next;
      showText(title, lastText.title);
      showText(summary, lastText.summary);
      const focus = focusedPlace(content);
      content.replaceChildren(...views(lastText));
      focusAgain(content, focus);
    },
  };

  function views(lastText: LastText): HTMLElement[] {
    const { lines, variants, notes, isCutOff } = lastText;
    const hasTable = variants.length > 1;
    // The table says already what held.
    const items = lines.flatMap((line, index) =>
      hasTable && line.held ? [] : [receiptLine(line, index)],
    );
    return [
      ...(hasTable ? [createVariants(lastText, context)] : []),
      ...(items.length > 0 ? [create("ul", { className: "receipt" }, ...items)] : []),
      ...(notes.length > 0 ? [create("ul", { className: "notes" }, ...notes.map(note))] : []),
    ];

    function note(sentence: string, index: number): HTMLElement {
      const isLast = index === notes.length - 1;
      return create("li", {}, sentence, ...(isCutOff && isLast ? [" ", goOn()] : []));
    }
  }

  function goOn(): HTMLElement {
    return createButton("link", () => post({ type: "go-on" }), texts.commands.continue);
  }

  function receiptLine({ label, held, reason, hasPlace }: ReceiptLine, index: number): HTMLElement {
    return create(
      "li",
      {},
      createMark(held, texts),
      create("span", { className: "label" }, label),
      create("span", { className: "reason" }, reason, ...(hasPlace ? [" ", show()] : [])),
    );

    function show(): HTMLElement {
      const act = () => post({ type: "show-place", line: index });
      const button = createButton("link", act, texts.showPlace);
      button.setAttribute("aria-label", filled(texts.showPlaceOf, label));
      return button;
    }
  }
}

/** The place of the focused button among all of them, for those that replace them. */
function focusedPlace(content: HTMLElement): number {
  return buttonsIn(content).indexOf(document.activeElement);
}

function focusAgain(content: HTMLElement, place: number): void {
  const button = buttonsIn(content)[place];
  if (button instanceof HTMLElement) button.focus();
}

function buttonsIn(content: HTMLElement): (Element | null)[] {
  return [...content.querySelectorAll("button")];
}
