import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluationFolder } from "../../../src/measurements/report-place.js";
import { renderReport } from "../../../src/report/report.js";
import { sample } from "../../unit/report/sample.js";
import { Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const COMMAND = "Tiller: What Steering Does on This Model";
const document = { name: "harbour.md", text: "The harbour is full of large ships." };
const model = "/models/some model.gguf";

/** Runs in the page: its background, and the theme's. */
const colours = `(() => {
  const probe = document.createElement("p");
  probe.style.color = "var(--vscode-editor-background)";
  document.body.append(probe);
  return [getComputedStyle(document.body).backgroundColor, getComputedStyle(probe).color];
})()`;

describe("report in the editor", function () {
  this.timeout(600_000);

  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await Workbench.open({ document, settings: { "tiller.model": model } });
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  it("is offered until it exists, and then opens in the theme's colours", async () => {
    const { page, storage } = workbench;
    // The extension is running before it is asked for anything.
    await workbench.openSidebar();
    await workbench.run(COMMAND);
    await page.getByText("no report on some model yet").first().waitFor();

    const places = { storage, packageRoot: "" };
    const folder = evaluationFolder(places, model);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "report.html"), await renderReport(sample));
    await workbench.run(COMMAND);
    await page.getByRole("tab", { name: "Steering on some model" }).waitFor();
    // The sidebar's page is the first frame.
    const report = page
      .frameLocator("iframe.webview.ready")
      .last()
      .frameLocator("iframe#active-frame");
    const heading = { level: 1, name: "What steering does on tiny <model>" };
    await report.getByRole("heading", heading).waitFor();
    await report
      .getByRole("img", { name: /^tiny plain/ })
      .first()
      .waitFor();
    const found: unknown = await report.locator("body").evaluate(colours);
    assert.ok(Array.isArray(found));
    assert.equal(found[0], found[1]);
  });
});
