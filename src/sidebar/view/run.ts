/** What is going on, and the buttons that start and stop it. */
import type { PageCommand, SidebarState } from "../messages.js";
import { createCommand, type PageContext, type Part } from "./elements/context.js";
import { create, showText } from "./elements/dom.js";

/** Each in view when it makes sense. */
const SECONDARY: readonly PageCommand[] = ["write", "rewrite", "variants", "retry"];

export function createRun(context: PageContext): Part {
  const activity = create("p", { className: "activity", role: "status" });
  const button = (command: PageCommand, className: string) => ({
    command,
    element: createCommand(command, className, context),
  });
  const start = button("continue", "primary");
  const stop = button("stop", "secondary");
  const others = SECONDARY.map((command) => button(command, "secondary"));
  const buttons = [start, stop, ...others];
  const more = create("div", { className: "more-runs" }, ...others.map(({ element }) => element));
  return {
    element: create("div", { className: "run" }, activity, start.element, stop.element, more),
    show(state) {
      showText(activity, state.activity?.message);
      showMakingSense(state);
    },
  };

  /** A button that goes hands the keyboard's focus on. */
  function showMakingSense({ commands }: SidebarState): void {
    const focused = buttons.find(({ element }) => element === document.activeElement);
    for (const { command, element } of buttons) element.hidden = !commands.includes(command);
    more.hidden = others.every(({ element }) => element.hidden);
    if (focused?.element.hidden) buttons.find(({ element }) => !element.hidden)?.element.focus();
  }
}
