/** Says to a screen reader what has come into view elsewhere on the page, once, politely. */
import type { LastText, SidebarState } from "../messages.js";
import type { PageContext, Part } from "./elements/context.js";
import { create, filled } from "./elements/dom.js";

/** Conflicts and receipts; progress is said where it stands, and problems are alerts. */
export function createAnnouncer({ texts }: PageContext): Part {
  const element = create("div", { className: "spoken", role: "status" });
  let known: { conflicts: readonly string[]; text: string } | undefined;

  return {
    element,
    show(state) {
      const conflicts = state.conflicts.map(({ reason }) => reason);
      const text = receipt(state);
      // What was there when the page opened is no news.
      const news = known && [
        ...conflicts.filter((reason) => !known?.conflicts.includes(reason)),
        ...(text === known.text ? [] : [text]),
      ];
      known = { conflicts, text };
      if (news && news.length > 0) element.textContent = news.join(" ");
    },
  };

  function receipt({ lastText }: SidebarState): string {
    if (!lastText) return "";
    const { title, lines, notes } = lastText;
    const failed = failures(lastText);
    const counted = [lines.length - failed.length, failed.length].map(String);
    const counts = lines.length > 0 ? [filled(texts.receiptSpoken, title, ...counted)] : [];
    return [...counts, ...failed, ...notes].join(" ");
  }

  function failures({ lines }: LastText): string[] {
    return lines
      .filter(({ held }) => !held)
      .map(({ label, reason }) => filled(texts.notHeldLine, label, reason));
  }
}
