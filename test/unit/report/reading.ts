/** Reads the report back: what a person finds under a heading or a caption. */
import assert from "node:assert/strict";

/** The markup of the section with this heading, its number left out. */
export function sectionOf(page: string, heading: string): string {
  const sections = page.match(/<section[^>]*>[\s\S]*?<\/section>/g) ?? [];
  const found = sections.find((section) => {
    const title = textOf(/<h2>([\s\S]*?)<\/h2>/.exec(section)?.[1] ?? "");
    return title.replace(/^\d+\. /, "") === heading;
  });
  assert.ok(found, `no section is called ${heading}`);
  return found;
}

/** The cells of each row by its header, of the table with this caption. */
export function tableOf(page: string, caption: string): Map<string, string[]> {
  const tables = page.match(/<table>[\s\S]*?<\/table>/g) ?? [];
  const found = tables.find(
    (table) => textOf(/<caption[^>]*>([\s\S]*?)<\/caption>/.exec(table)?.[1] ?? "") === caption,
  );
  assert.ok(found, `no table is called ${caption}`);
  const body = /<tbody>([\s\S]*)<\/tbody>/.exec(found)?.[1] ?? "";
  return new Map(
    (body.match(/<tr>[\s\S]*?<\/tr>/g) ?? []).map((row): [string, string[]] => [
      textOf(/<th scope="row">([\s\S]*?)<\/th>/.exec(row)?.[1] ?? ""),
      [...row.matchAll(/<td>([\s\S]*?)<\/td>/g)].map((cell) => textOf(cell[1] ?? "")),
    ]),
  );
}

const CHARACTERS: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/** The text of some markup, runs of white space as one space. */
export function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, "")
    .replace(/&[a-z#0-9]+;/g, (entity) => CHARACTERS[entity] ?? entity)
    .replace(/[\s\u{a0}]+/gu, " ")
    .trim();
}
