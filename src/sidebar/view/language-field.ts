/** The language that the text should be in. */
import type { Layout } from "../messages.js";
import { createConflict } from "./conflict.js";
import { active, type PageContext, type Part } from "./context.js";
import { createDial } from "./dial.js";
import { create } from "./dom.js";

const ANY = "";

export function createLanguageField(
  { id, argument, choices }: Layout["language"],
  context: PageContext,
): Part {
  const { texts } = context;
  const choice = create(
    "select",
    { id: "language" },
    create("option", { value: ANY }, texts.anyLanguage),
    ...choices.map(({ code, name }) => create("option", { value: code }, name)),
  );
  choice.setAttribute("aria-label", texts.language);
  choice.addEventListener("change", () => {
    const args = { [argument]: choice.value };
    context.select(choice.value === ANY ? { change: "off", id } : { change: "on", id, args });
  });
  const parts = [createDial(id, texts.language, context), createConflict(id)];
  return {
    element: create(
      "div",
      { className: "constraint field" },
      create("div", { className: "select" }, choice),
      ...parts.map((part) => part.element),
    ),
    show(state) {
      const code = active(state, id)?.args[argument];
      choice.value = typeof code === "string" ? code : ANY;
      for (const part of parts) part.show(state);
    },
  };
}
