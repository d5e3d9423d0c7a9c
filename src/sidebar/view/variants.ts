/** All texts for the same place side by side: what held in each, and which one is shown. */
import type { LastText, Variant } from "../messages.js";
import type { PageContext } from "./elements/context.js";
import { create, createButton, createMark } from "./elements/dom.js";

/** A table with a row per constraint and a column per text, whose head shows it in the document. */
export function createVariants(
  { lines, variants, shown }: LastText,
  { texts, post }: PageContext,
): HTMLElement {
  const head = (variant: Variant, index: number) => {
    const show = createButton("", () => post({ type: "show-variant", index }), variant.title);
    show.title = variant.spoken;
    show.setAttribute("aria-label", variant.spoken);
    show.setAttribute("aria-pressed", String(index === shown));
    return create("th", { scope: "col", className: place(index) }, show);
  };
  const row = (label: string, line: number) =>
    create(
      "tr",
      {},
      create("th", { scope: "row" }, label),
      ...variants.map(({ held }, index) =>
        create("td", { className: place(index) }, createMark(held[line] ?? false, texts)),
      ),
    );
  return create(
    "table",
    { className: "variants" },
    create("caption", { className: "spoken" }, texts.variants),
    create(
      "thead",
      {},
      create("tr", {}, create("th", { scope: "col" }, texts.strength), ...variants.map(head)),
    ),
    create("tbody", {}, ...lines.map(({ label }, line) => row(label, line))),
  );

  function place(index: number): string {
    return index === shown ? "shown" : "";
  }
}
