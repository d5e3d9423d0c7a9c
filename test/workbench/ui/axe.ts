/** What axe finds on a page, in a browser. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Locator } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * @param body of the page, or of the frame
 * @param behind CSS variable of the colour behind a page in the workbench, which lets it through
 * without axe's seeing it
 * @returns one line for each fault
 */
export async function faults(body: Locator, behind?: string): Promise<string[]> {
  if (behind) {
    await body.evaluate(`document.documentElement.style.backgroundColor = "var(${behind})"`);
  }
  const results = (await body.evaluate(`(() => { ${axe}; return axe.run(); })()`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
  );
}
