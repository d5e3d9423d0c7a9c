/** How hard one constraint is steered. In view while the constraint is on. */
import { active, type PageContext, type Part } from "../elements/context.js";
import { create, filled } from "../elements/dom.js";

const CALIBRATED = 1;

/** A slider from 0 to 2 whose middle is the calibrated strength; a double click goes back to it. */
export function createDial(id: string, label: string, { texts, select }: PageContext): Part {
  const slider = create("input", { type: "range", min: "0", max: "2", step: "0.1", value: "1" });
  slider.setAttribute("aria-label", filled(texts.strengthOf, label));
  const output = create("output", { className: "dial-value" });
  const scale = create("span", { className: "dial-scale" }, slider);
  const name = create("span", { className: "dial-name", ariaHidden: "true" }, texts.strength);
  const element = create("div", { className: "dial" }, name, scale, output);
  /** The slider is ahead of the state while it is dragged. */
  let dragging = false;

  const say = () => {
    const dial = slider.valueAsNumber;
    output.textContent = dial.toFixed(1);
    const spoken =
      dial === CALIBRATED ? `${dial.toFixed(1)}, ${texts.calibrated}` : dial.toFixed(1);
    slider.setAttribute("aria-valuetext", spoken);
    slider.title = spoken;
    slider.style.setProperty("--filled", `${dial * 50}%`);
  };
  slider.addEventListener("input", () => {
    dragging = true;
    say();
  });
  slider.addEventListener("change", () => {
    dragging = false;
    select({ change: "dial", id, dial: slider.valueAsNumber });
  });
  slider.addEventListener("dblclick", () => {
    select({ change: "dial", id, dial: CALIBRATED });
  });

  return {
    element,
    show(state) {
      const constraint = active(state, id);
      element.hidden = !constraint;
      if (!constraint || dragging) return;
      slider.valueAsNumber = constraint.dial;
      say();
    },
  };
}
