/** What the figures beside the switches mean, or why there are none. */
import type { PageContext, Part } from "./elements/context.js";
import { create, showText } from "./elements/dom.js";

export function createEffects({ texts, post }: PageContext): Part {
  const message = create("span");
  const report = create("button", { type: "button", className: "link" }, texts.commands.showReport);
  report.addEventListener("click", () => post({ type: "run", command: "showReport" }));
  const measure = create("button", { type: "button", className: "link" });
  measure.addEventListener("click", () => post({ type: "measure" }));
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
