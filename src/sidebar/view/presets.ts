/** Whole selections by name: one is chosen, the present one is saved. */
import { createCommand, type PageContext, type Part } from "./elements/context.js";
import { create, showText } from "./elements/dom.js";

export function createPresets(context: PageContext): Part {
  const { texts, post } = context;
  const choice = create("select", { id: "preset" });
  choice.setAttribute("aria-label", texts.preset);
  const save = createCommand("savePreset", "link", context);
  save.title = texts.savePresetHelp;
  const from = create("span");
  const keep = createCommand("saveSelectionToDocument", "link", context);
  const leave = createCommand("useDocumentSelection", "link", context);
  const origin = create("p", { className: "origin", hidden: true }, from, " ", keep, " ", leave);
  const element = create(
    "section",
    { className: "presets" },
    create("div", { className: "preset" }, choice, save),
    origin,
  );
  element.setAttribute("aria-label", texts.preset);
  save.setAttribute("aria-description", texts.savePresetHelp);
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
