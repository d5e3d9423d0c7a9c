/** The model in use: the button that leads to others, and the way from the starter to a better one. */
import type { PageCommand } from "../messages.js";
import type { PageContext, Part } from "./elements/context.js";
import { create, showText } from "./elements/dom.js";

export function createModel({ texts, post }: PageContext): Part {
  const name = create("span", { className: "model-name" });
  const details = create("span", { className: "model-details" });
  const button = (command: PageCommand, className: string, ...children: (Node | string)[]) => {
    const element = create("button", { type: "button", className }, ...children);
    element.addEventListener("click", () => post({ type: "run", command }));
    return element;
  };
  const choose = button(
    "chooseModel",
    "model",
    create("span", { className: "spoken" }, `${texts.commands.chooseModel}: `),
    create("span", { className: "model-text" }, name, " ", details),
  );
  const note = create("p", { className: "model-note" });
  const better = button("getBetterModel", "link", texts.commands.getBetterModel);
  const starter = create("p", { className: "model-note" }, texts.starter, " ", better);
  return {
    element: create("div", { className: "model-row" }, choose, note, starter),
    show({ model, commands }) {
      showText(name, model?.name);
      showText(details, model?.details);
      choose.title = [texts.commands.chooseModel, model?.path ?? ""].join("\n");
      showText(note, model?.note);
      starter.hidden = !commands.includes("getBetterModel");
    },
  };
}
