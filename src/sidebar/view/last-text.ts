/** What came of the last text: per constraint held or not, and why. */
import type { PageContext, Part } from "./context.js";
import { create, showText } from "./dom.js";

export function createLastText({ texts }: PageContext): Part {
  const summary = create("span", { className: "summary", role: "status" });
  const heading = create("header", {}, create("h2", {}, texts.lastText), summary);
  const lines = create("ul", { className: "receipt" });
  const notes = create("ul", { className: "notes" });
  const element = create(
    "section",
    { className: "last-text", hidden: true },
    heading,
    lines,
    notes,
  );
  let shown = "";

  return {
    element,
    show({ lastText }) {
      element.hidden = !lastText;
      const next = JSON.stringify(lastText);
      if (!lastText || next === shown) return;
      shown = next;
      showText(summary, lastText.summary);
      lines.replaceChildren(...lastText.lines.map(receiptLine));
      notes.replaceChildren(...lastText.notes.map((note) => create("li", {}, note)));
    },
  };

  function receiptLine(line: { label: string; held: boolean; reason: string }): HTMLElement {
    const mark = create("span", { className: "mark", role: "img" });
    mark.setAttribute("aria-label", line.held ? texts.held : texts.notHeld);
    return create(
      "li",
      { className: line.held ? "held" : "not-held" },
      mark,
      create("span", { className: "label" }, line.label),
      create("span", { className: "reason" }, line.reason),
    );
  }
}
