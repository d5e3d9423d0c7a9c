/**
 * A data table: a caption, headers with a scope, and a frame that scrolls if the table is too wide.
 */
import { type Html, type HtmlValue, html } from "./html.js";

export interface Column<Row> {
  head: string;
  /** Neighbouring columns of one group share a header above their own. */
  group?: string;
  cell(row: Row): HtmlValue;
}

export interface Table<Row> {
  /** Unique in the report. */
  id: string;
  caption: string;
  rows: readonly Row[];
  /** What a row is about; its cells are row headers. */
  head: Column<Row>;
  columns: readonly Column<Row>[];
}

export function table<Row>({ id, caption, rows, head, columns }: Table<Row>): Html {
  return html`<div class="scroll" role="group" aria-labelledby="${id}" tabindex="0">
<table>
<caption id="${id}">${caption}</caption>
<thead>
${headerRows(head, columns)}
</thead>
<tbody>
${rows.map(
  (row) => html`<tr><th scope="row">${head.cell(row)}</th>${columns.map(
    (column) => html`<td>${column.cell(row)}</td>`,
  )}</tr>
`,
)}</tbody>
</table>
</div>`;
}

function headerRows<Row>(head: Column<Row>, columns: readonly Column<Row>[]): Html {
  const names = columns.map((column) => html`<th scope="col">${column.head}</th>`);
  const groups = runs(columns);
  if (groups.every(({ name }) => name === undefined)) {
    return html`<tr><th scope="col">${head.head}</th>${names}</tr>`;
  }
  return html`<tr><th scope="col" rowspan="2">${head.head}</th>${groups.map(({ name, size }) =>
    name === undefined
      ? html`<td colspan="${size}"></td>`
      : html`<th scope="colgroup" colspan="${size}">${name}</th>`,
  )}</tr>
<tr>${names}</tr>`;
}

function runs<Row>(columns: readonly Column<Row>[]) {
  const groups: { name: string | undefined; size: number }[] = [];
  for (const { group } of columns) {
    const last = groups.at(-1);
    if (last && last.name === group) last.size += 1;
    else groups.push({ name: group, size: 1 });
  }
  return groups;
}

/** A table for those who want the numbers behind a plot. */
export function foldedTable<Row>(content: Table<Row>): Html {
  return html`<details><summary>Table: ${content.caption}</summary>
${table(content)}
</details>`;
}
