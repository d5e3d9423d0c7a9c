/** Always in view: what came of the last text, what is going on, and the model. */
import type { PageContext, Part } from "./context.js";
import { create, showText } from "./dom.js";
import { createLastText } from "./last-text.js";
import { createProblem } from "./problem.js";
import { createRun } from "./run.js";

export function createFooter(context: PageContext): Part {
  const parts = [createProblem(context), createLastText(context), createRun(context)];
  const progress = create("progress", { max: 1, ariaHidden: "true" });
  const model = create("button", { type: "button", className: "model" });
  model.addEventListener("click", () => context.post({ type: "run", command: "chooseModel" }));
  const note = create("p", { className: "model-note" });
  return {
    element: create("footer", {}, progress, ...parts.map(({ element }) => element), model, note),
    show(state) {
      for (const part of parts) part.show(state);
      const running = state.activity;
      progress.hidden = !running;
      if (running?.fraction === undefined) progress.removeAttribute("value");
      else progress.value = running.fraction;
      showText(model, state.model?.summary);
      model.title = [context.texts.commands.chooseModel, state.model?.path ?? ""].join("\n");
      showText(note, state.model?.note);
    },
  };
}
