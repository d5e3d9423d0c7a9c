/** Always in view: what came of the last text, what is going on, and the model. */
import type { PageContext, Part } from "./elements/context.js";
import { create } from "./elements/dom.js";
import { createLastText } from "./last-text.js";
import { createModel } from "./model.js";
import { createProblem } from "./problem.js";
import { createRun } from "./run.js";

export function createFooter(context: PageContext): Part {
  const parts = [createProblem, createLastText, createRun, createModel].map((part) =>
    part(context),
  );
  const progress = create("progress", { max: 1, ariaHidden: "true" });
  return {
    element: create("footer", {}, progress, ...parts.map(({ element }) => element)),
    show(state) {
      for (const part of parts) part.show(state);
      const running = state.activity;
      progress.hidden = !running;
      if (running?.fraction === undefined) progress.removeAttribute("value");
      else progress.value = running.fraction;
    },
  };
}
