/** Why the last request did not end well. */
import type { PageContext, Part } from "./elements/context.js";
import { create, createButton, showText } from "./elements/dom.js";

export function createProblem({ post }: PageContext): Part {
  const message = create("span");
  const action = createButton("link", () => post({ type: "resolve" }));
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
