/** Several words, each a chip with a button that takes it out, and an input that takes more. */
import type { FieldOf } from "../../messages.js";
import type { FieldView, PageContext } from "../elements/context.js";
import { create, filled } from "../elements/dom.js";

export function createList(
  { placeholder }: FieldOf<"list">,
  { texts }: PageContext,
  change: (words: string[] | undefined) => void,
): FieldView {
  const input = create("input", { type: "text", spellcheck: false, autocomplete: "off" });
  const chips = create("ul", { className: "chips", hidden: true });
  const element = create("div", { className: "word-box" }, chips, input);
  let words: readonly string[] = [];

  const choose = (chosen: readonly string[]) => {
    change(chosen.length === 0 ? undefined : [...new Set(chosen)]);
  };
  const take = () => {
    const added = input.value.split(",").flatMap((word) => word.trim() || []);
    input.value = "";
    if (added.length > 0) choose([...words, ...added]);
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && input.value === "" && words.length > 0) {
      choose(words.slice(0, -1));
    }
  });
  input.addEventListener("blur", take);
  // The box looks like one input, so a click anywhere in it should type.
  element.addEventListener("click", (event) => {
    if (event.target === element || event.target === chips) input.focus();
  });

  return {
    element,
    input,
    show(value) {
      const chosen = wordsIn(value);
      if (chosen.join("\n") !== words.join("\n")) chips.replaceChildren(...chosen.map(chip));
      words = chosen;
      chips.hidden = words.length === 0;
      input.placeholder = words.length === 0 ? placeholder : "";
    },
  };

  function chip(word: string): HTMLElement {
    const remove = create("button", { type: "button", className: "chip-remove" });
    remove.setAttribute("aria-label", filled(texts.removeWord, word));
    remove.title = filled(texts.removeWord, word);
    remove.addEventListener("click", () => {
      choose(words.filter((other) => other !== word));
      input.focus();
    });
    return create("li", { className: "chip" }, create("span", {}, word), remove);
  }
}

function wordsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
}
