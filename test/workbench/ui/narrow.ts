/** Whether a page that is narrow shows all of what it has. */
import type { Locator } from "playwright-core";

/**
 * Runs in the page: what is cut off, stands outside of the page, or covers another thing.
 *
 * A box that can be scrolled, a text field and a range take more than they show, as they should.
 */
const find = `(() => {
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getClientRects().length > 0;
  const name = (element) =>
    element.localName + "." + element.className + " " + JSON.stringify(element.textContent.trim().slice(0, 40));
  const ownText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  // What is only said, by a screen reader, has next to no size.
  const isSaid = (element) => element.clientWidth <= 1 || element.clientHeight <= 1;
  // What is scrolled out of its box is not seen where it would be.
  const box = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowY)) return at;
    }
    return null;
  };
  const page = document.documentElement.getBoundingClientRect();
  const all = [...document.body.querySelectorAll("*")].filter(isSeen);
  const controls = "button, input, select, textarea, summary";
  const things = all.filter((element) => element.matches(controls) || (ownText(element) && !element.closest("svg")));
  const shown = things.filter((element) => element.localName === "input" || !isSaid(element));
  const boxes = new Map(shown.map((element) => [element, box(element)]));
  const found = [];
  for (const element of shown) {
    const { left, right } = element.getBoundingClientRect();
    if (left < page.left - 1 || right > page.right + 1) found.push("outside: " + name(element));
    if (element.matches("input, select, textarea")) continue;
    const style = getComputedStyle(element);
    const isCut = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    if (isCut) found.push("cut off: " + name(element));
  }
  for (const [at, one] of shown.entries()) {
    for (const other of shown.slice(at + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      if (boxes.get(one) !== boxes.get(other)) continue;
      const covers = [...one.getClientRects()].some((a) =>
        [...other.getClientRects()].some(
          (b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1,
        ),
      );
      if (covers) found.push(name(one) + " covers " + name(other));
    }
  }
  return found;
})()`;

/** What does not fit when the page is so wide, in CSS pixels, and enlarged so many times. */
export async function misfits(body: Locator, width: number, zoom: number): Promise<string[]> {
  const style = `width: ${width}px; overflow-x: hidden; zoom: ${zoom}`;
  const before = await body.evaluate(`(() => {
    const { style } = document.documentElement;
    const before = style.cssText;
    style.cssText += ${JSON.stringify(style)};
    return before;
  })()`);
  try {
    return (await body.evaluate(find)) as string[];
  } finally {
    await body.evaluate(`document.documentElement.style.cssText = ${JSON.stringify(before)}`);
  }
}
