/** The report as what it is: a file that a browser opens. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { renderReport } from "../../../src/report/report.js";
import { sample } from "../../unit/report/sample.js";
import { launchBrowser } from "../browser.js";
import { temporaryFolder } from "../temporary.js";
import { faults } from "./axe.js";

describe("the report's page", function () {
  this.timeout(600_000);

  let browser: Browser;
  let page: Page;
  const folder = temporaryFolder();

  before(async () => {
    const file = join(folder.path, "report.html");
    writeFileSync(file, await renderReport(sample));
    browser = await launchBrowser();
    page = await browser.newPage();
    // A busy machine is slow, but not broken.
    page.setDefaultTimeout(120_000);
    await page.goto(pathToFileURL(file).href);
  });

  after(async () => {
    await browser?.close();
    folder.remove();
  });

  const looks = {
    light: { colorScheme: "light" },
    dark: { colorScheme: "dark" },
    "high contrast": { forcedColors: "active" },
    print: { media: "print" },
  } as const;
  for (const [look, media] of Object.entries(looks)) {
    it(`has nothing that axe finds, as it looks in ${look}`, async () => {
      await page.emulateMedia({
        media: "screen",
        colorScheme: "light",
        forcedColors: "none",
        ...media,
      });
      assert.deepEqual(await faults(page.locator("body")), []);
    });
  }

  it("stays within a narrow window, enlarged twofold", async () => {
    await page.emulateMedia({ media: "screen", colorScheme: "light", forcedColors: "none" });
    // A window of 640 pixels at 200 %: wide tables scroll in boxes of their own.
    await page.setViewportSize({ width: 320, height: 640 });
    const width: unknown = await page.evaluate("document.documentElement.scrollWidth");
    assert.equal(width, 320);
  });
});
