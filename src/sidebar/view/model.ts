/** The model in use: the button that leads to others, and the way from the starter to a better one. */
import { createCommand, type PageContext, type Part } from "./elements/context.js";
import { create, createButton, showText } from "./elements/dom.js";

export function createModel(context: PageContext): Part {
  const { texts, post } = context;
  const name = create("span", { className: "model-name" });
  const details = create("span", { className: "model-details" });
  const choose = createButton(
    "model",
    () => post({ type: "run", command: "chooseModel" }),
    create("span", { className: "spoken" }, `${texts.commands.chooseModel}: `),
    create("span", { className: "model-text" }, name, " ", details),
  );
  const note = create("p", { className: "model-note" });
  const better = createCommand("getBetterModel", "link", context);
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
