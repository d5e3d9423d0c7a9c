/** A list of words, each with a button that takes it out, and a field that takes more. */
import type { WordList } from "../messages.js";
import { createConflict } from "./conflict.js";
import { active, type PageContext, type Part } from "./context.js";
import { createDial } from "./dial.js";
import { create, filled } from "./dom.js";
import { createGuaranteeBox } from "./guarantee-box.js";

export function createWordField(list: WordList, context: PageContext): Part {
  const { id, argument, label, help, placeholder } = list;
  const input = create("input", { type: "text", id: `words-${argument}`, spellcheck: false });
  input.setAttribute("aria-description", `${help} ${placeholder}`);
  const chips = create("ul", { className: "chips", hidden: true });
  const box = create("div", { className: "word-box" }, chips, input);
  const caption = create("label", { htmlFor: input.id, title: help }, label);
  const parts = [
    createDial(id, label, context),
    createGuaranteeBox(list, context),
    createConflict(id),
  ];
  const element = create(
    "div",
    { className: "constraint field" },
    caption,
    box,
    ...parts.map((part) => part.element),
  );
  let words: readonly string[] = [];

  const choose = (chosen: readonly string[]) => {
    const args = { [argument]: [...new Set(chosen)] };
    context.select(chosen.length === 0 ? { change: "off", id } : { change: "on", id, args });
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
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target === chips) input.focus();
  });

  const chip = (word: string) => {
    const remove = create("button", { type: "button", className: "chip-remove" });
    remove.setAttribute("aria-label", filled(context.texts.removeWord, word));
    remove.title = filled(context.texts.removeWord, word);
    remove.addEventListener("click", () => {
      choose(words.filter((other) => other !== word));
      input.focus();
    });
    return create("li", { className: "chip" }, word, remove);
  };

  return {
    element,
    show(state) {
      const chosen = wordsIn(active(state, id)?.args[argument]);
      if (chosen.join("\n") !== words.join("\n")) chips.replaceChildren(...chosen.map(chip));
      words = chosen;
      chips.hidden = words.length === 0;
      input.placeholder = words.length === 0 ? placeholder : "";
      for (const part of parts) part.show(state);
    },
  };
}

function wordsIn(argument: unknown): string[] {
  return Array.isArray(argument) ? argument.filter((word) => typeof word === "string") : [];
}
