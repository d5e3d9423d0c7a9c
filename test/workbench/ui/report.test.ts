import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderReport } from "../../../src/report/report.js";
import { evaluationFolder } from "../../../src/writing/report-place.js";
import { sample } from "../../unit/report/sample.js";
import { Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const COMMAND = "Tiller: What Steering Does on This Model";
const document = { name: "harbour.md", text: "The harbour is full of large ships." };
const model = "/models/some model.gguf";

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
    await workbench.run(COMMAND);
    const offer = page.getByRole("dialog").filter({ hasText: "no report on some model.gguf yet" });
    await offer.getByRole("button", { name: "Copy Command" }).waitFor();

    const places = { storage, packageRoot: "", bundledModel: "" };
    const folder = evaluationFolder(places, model);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "report.html"), await renderReport(sample));
    await workbench.run(COMMAND);
    await page.getByRole("tab", { name: "Steering on some model" }).waitFor();
    const report = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await report
      .getByRole("heading", { level: 1, name: "What steering does on tiny <model>" })
      .waitFor();
    await report
      .getByRole("img", { name: /^tiny plain/ })
      .first()
      .waitFor();

    const colours = await report.locator("body").evaluate(
      // Runs in the page.
      `(body) => {
        const { backgroundColor } = getComputedStyle(body);
        const theme = document.createElement("p");
        theme.style.color = "var(--vscode-editor-background)";
        body.append(theme);
        return [backgroundColor, getComputedStyle(theme).color];
      }`,
    );
    assert.ok(Array.isArray(colours) && colours[0] === colours[1], String(colours));
    if (process.env.REPORT_PICTURE) await page.screenshot({ path: process.env.REPORT_PICTURE });
  });
});
