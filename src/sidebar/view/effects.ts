/** What the figures beside the switches mean, or why there are none. */
import { createCommand, type PageContext, type Part } from "./elements/context.js";
import { create, createButton, showText } from "./elements/dom.js";

export function createEffects(context: PageContext): Part {
  const { texts, post } = context;
  const message = create("span");
  const report = createCommand("showReport", "link", context);
  const measure = createButton("link", () => post({ type: "measure" }));
  const element = create(
    "p",
    { className: "effects", hidden: true },
    message,
    " ",
    report,
    measure,
  );
  return {
    element,
    show({ effects, noEffects }) {
      const isKnown = Object.keys(effects).length > 0;
      element.hidden = !isKnown && !noEffects;
      showText(message, noEffects?.message ?? texts.effects);
      report.hidden = noEffects !== undefined;
      showText(measure, noEffects?.action);
    },
  };
}
