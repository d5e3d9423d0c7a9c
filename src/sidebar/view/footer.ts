/** What is going on: problem, progress, the button that starts or stops, and the model. */

import type { PageContext, Part } from "./context.js";
import { create, showText } from "./dom.js";
import { createLastText } from "./last-text.js";

export function createFooter(context: PageContext): Part {
  const { texts, post } = context;
  const problem = createProblem(context);
  const lastText = createLastText(context);
  const progress = create("progress", { max: 1 });
  const activity = create("p", { className: "activity", role: "status" });
  const start = create("button", { type: "button", className: "primary" }, texts.continueWriting);
  start.addEventListener("click", () => post({ type: "continue" }));
  const stop = create("button", { type: "button", className: "secondary" }, texts.stop);
  stop.addEventListener("click", () => post({ type: "stop" }));
  const model = create("p", { className: "model" });
  return {
    element: create(
      "footer",
      {},
      progress,
      problem.element,
      lastText.element,
      create("div", { className: "run" }, activity, start, stop),
      model,
    ),
    show(state) {
      problem.show(state);
      lastText.show(state);
      const running = state.activity;
      progress.hidden = !running;
      if (running?.fraction === undefined) progress.removeAttribute("value");
      else progress.value = running.fraction;
      showText(activity, running?.message);
      swap(running ? start : stop, running ? stop : start);
      showText(model, state.model?.summary);
      model.title = state.model?.path ?? "";
    },
  };
}

/** One button takes the other's place, and the keyboard's focus with it. */
function swap(from: HTMLElement, to: HTMLElement): void {
  const hadFocus = document.activeElement === from;
  from.hidden = true;
  to.hidden = false;
  if (hadFocus) to.focus();
}

function createProblem({ post }: PageContext): Part {
  const message = create("span");
  const action = create("button", { type: "button", className: "link" });
  action.addEventListener("click", () => post({ type: "resolve" }));
  const element = create(
    "p",
    { className: "problem", role: "alert", hidden: true },
    message,
    " ",
    action,
  );
  return {
    element,
    show({ problem }) {
      element.hidden = !problem;
      showText(message, problem?.message);
      showText(action, problem?.action);
    },
  };
}
