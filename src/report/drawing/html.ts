/**
 * Markup that is safe by construction: values in a template are escaped, finished markup is not. Our own
 * code: html-template-tag and common-tags return strings, which do not say whether they are escaped.
 */

/** A piece of finished markup. */
export class Html {
  constructor(readonly markup: string) {}
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/** html`<td>${text}</td>`: strings and numbers are escaped, undefined is nothing, lists are joined. */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    literals.reduce((markup, literal, i) => markup + markupOf(values[i - 1]) + literal),
  );
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "object") return value.map(markupOf).join("");
  return value === undefined ? "" : String(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for attribute values in quotes. Characters that HTML forbids become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|\p{Cs}|\p{Noncharacter_Code_Point}/gu, "\u{fffd}")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
