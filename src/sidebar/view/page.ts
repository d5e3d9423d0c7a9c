/** The whole page: presets, groups of constraints, prompt, and the footer. */
import type { ControlGroup, Layout } from "../messages.js";
import { createAnnouncer } from "./announcer.js";
import { createControlRow } from "./control/control-row.js";
import { createEffects } from "./effects.js";
import type { PageContext, Part } from "./elements/context.js";
import { create } from "./elements/dom.js";
import { createFooter } from "./footer.js";
import { createPresets } from "./presets.js";
import { createTellRow } from "./tell-row.js";

/** What the page itself remembers while it is hidden. */
export interface PageMemory {
  moreIsOpen: boolean;
}

export interface Remembering {
  read(): PageMemory;
  write(memory: PageMemory): void;
}

export function createPage(layout: Layout, context: PageContext, memory: Remembering): Part {
  const { texts } = context;
  const hint = createHint(texts.hint);
  const footer = createFooter(context);
  const announcer = createAnnouncer(context);
  const sections = [
    createPresets(context),
    ...layout.groups.map((group) => createGroup(group, context)),
    createSection(texts.prompt, [createTellRow(context)]),
    createEffects(context),
  ];
  const more = layout.moreGroups.map((group) => createGroup(group, context));
  const heading = create("h1", { className: "spoken" }, document.title);
  const scrolled = create(
    "main",
    {},
    heading,
    hint.element,
    ...sections.map(({ element }) => element),
  );
  if (more.length > 0) scrolled.append(createFold(texts.more, more, memory));
  const parts = [hint, ...sections, ...more, footer, announcer];
  return {
    element: create("div", { className: "page" }, scrolled, footer.element, announcer.element),
    show(state) {
      for (const part of parts) part.show(state);
    },
  };
}

function createGroup({ title, controls }: ControlGroup, context: PageContext): Part {
  return createSection(
    title,
    controls.map((control) => createControlRow(control, context, title)),
  );
}

function createSection(title: string, parts: readonly Part[]): Part {
  return {
    element: create("section", {}, create("h2", {}, title), ...parts.map(({ element }) => element)),
    show(state) {
      for (const part of parts) part.show(state);
    },
  };
}

/** For the newcomer: what to do first. Gone as soon as something is on. */
function createHint(text: string): Part {
  const element = create("p", { className: "hint" }, text);
  return {
    element,
    show({ selection }) {
      element.hidden = selection.constraints.length > 0;
    },
  };
}

function createFold(title: string, parts: readonly Part[], memory: Remembering): HTMLElement {
  const fold = create(
    "details",
    { open: memory.read().moreIsOpen },
    create("summary", {}, title),
    ...parts.map(({ element }) => element),
  );
  fold.addEventListener("toggle", () => memory.write({ moreIsOpen: fold.open }));
  return fold;
}
