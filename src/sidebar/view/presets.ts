/** Whole selections by name: one is chosen, the present one is saved. */
import type { PageCommand } from "../messages.js";
import type { PageContext, Part } from "./elements/context.js";
import { create, showText } from "./elements/dom.js";

export function createPresets({ texts, post }: PageContext): Part {
  const choice = create("select", { id: "preset" });
  choice.setAttribute("aria-label", texts.preset);
  const save = create(
    "button",
    { type: "button", className: "link", title: texts.savePresetHelp },
    texts.commands.savePreset,
  );
  const from = create("span");
  const link = (command: PageCommand) => {
    const button = create("button", { type: "button", className: "link" }, texts.commands[command]);
    button.addEventListener("click", () => post({ type: "run", command }));
    return button;
  };
  const keep = link("saveSelectionToDocument");
  const leave = link("useDocumentSelection");
  const origin = create("p", { className: "origin", hidden: true }, from, " ", keep, " ", leave);
  const element = create(
    "section",
    { className: "presets" },
    create("div", { className: "preset" }, choice, save),
    origin,
  );
  element.setAttribute("aria-label", texts.preset);
  save.setAttribute("aria-description", texts.savePresetHelp);
  save.addEventListener("click", () => post({ type: "run", command: "savePreset" }));
  choice.addEventListener("change", () => {
    if (choice.value !== NONE) post({ type: "apply-preset", name: choice.value });
  });
  let offered = "";

  return {
    element,
    show({ presets, origin: whence, commands }) {
      const names = presets.map(({ name }) => name);
      if (names.join("\n") !== offered) {
        offered = names.join("\n");
        choice.replaceChildren(
          create("option", { value: NONE, disabled: true }, texts.noPreset),
          ...names.map((name) => create("option", { value: name }, name)),
        );
      }
      choice.value = presets.find(({ isCurrent }) => isCurrent)?.name ?? NONE;
      save.hidden = !commands.includes("savePreset");
      origin.hidden = whence === undefined;
      showText(from, whence);
      keep.hidden = !commands.includes("saveSelectionToDocument");
      leave.hidden = !commands.includes("useDocumentSelection");
    },
  };
}

const NONE = "";
