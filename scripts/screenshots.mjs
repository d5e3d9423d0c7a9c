/**
 * `npm run screenshots`: takes the pictures for the README and the walkthrough from the current
 * extension.
 */
import { join } from "node:path";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { repository, runScript, SetupError, step } from "./setup/run.mjs";
import { ensureSystemPackages, toTest } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

const document = { name: "street-trees.md", text: "# Street trees\n\n" };

const request = "Why do towns plant trees along their streets?";

/** Wordy on purpose, for the rewrite to shorten. */
const wordy =
  "We would like to let all of our readers know that the library is going to be closed on Monday, because the heating in the building has broken down and has to be repaired.";

/** A seed that gives texts worth reading. */
const SEED = 2;

await runScript(async () => {
  await ensureSystemPackages(toTest);
  await ensureDependencies();
  await ensureWorkbench();
  await ensureBuilt();
  const { tsImport } = await import("tsx/esm/api");
  const { Workbench } = await tsImport("../test/workbench/workbench.ts", import.meta.url);
  await step("Taking the pictures", async () => {
    // Of the bundled model.
    const settings = { "tiller.model": undefined, "tiller.seed": SEED };
    const workbench = await Workbench.open({ document, settings });
    try {
      await takePictures(workbench);
    } finally {
      await workbench.close();
    }
  });
});

async function takePictures(workbench) {
  const { page, sidebar } = workbench;
  await workbench.openSidebar();
  const concise = sidebar.getByRole("switch", { name: "Concise" });
  await concise.click();
  await sidebar.getByRole("switch", { name: "Concise", checked: true }).waitFor();
  await workbench.goToEnd();
  // Once without a picture, to load the model.
  await write(workbench);
  await sidebar.getByText("1 of 1 held").waitFor();
  await workbench.undo();
  await workbench.shows(document.text);

  workbench.holdEngineAfter(14);
  await write(workbench);
  await workbench.shows((text) => text.startsWith(document.text) && text.length > 60);
  await sidebar.getByRole("button", { name: "Stop" }).waitFor();
  await page.screenshot({ path: picture("stream") });
  workbench.engineGoesOn();
  await sidebar.getByRole("button", { name: "Continue Writing" }).waitFor();
  await sidebar.getByText("1 of 1 held").waitFor();
  await page.locator(".part.sidebar").screenshot({ path: picture("sidebar") });

  await workbench.run("Tiller: Variants");
  // The header of the strengths, and a row for each constraint.
  const table = sidebar.getByRole("table", { name: "Variants" });
  await table.getByRole("button").nth(3).waitFor();
  await table.scrollIntoViewIfNeeded();
  await page.screenshot({ path: picture("variants") });
  await workbench.run("File: Revert File");
  await workbench.shows(document.text);

  await workbench.goToEnd();
  await page.keyboard.insertText(wordy);
  await workbench.run("Tiller: Rewrite");
  for (let texts = 1; !(await isReviewOfWords(workbench)); texts += 1) {
    if (texts === 6) throw new SetupError("In no rewrite by the model some words were others.");
    await workbench.run("Tiller: Rewrite Again");
    const lens = page.locator(".codelens-decoration");
    await lens.getByText(`${texts + 1} of ${texts + 1}`).waitFor();
  }
  await page.screenshot({ path: picture("rewrite") });
}

async function write(workbench) {
  const { page, quickInput } = workbench;
  await workbench.goToEnd();
  await workbench.run("Tiller: Write...");
  await quickInput.locator(".quick-input-title").filter({ hasText: "Write" }).waitFor();
  await quickInput.locator("input:focus").waitFor();
  await page.keyboard.type(request);
  await page.keyboard.press("Enter");
}

/** Whether the rewrite is complete and keeps some of the words, but not all. */
async function isReviewOfWords(workbench) {
  await workbench.page.locator(".codelens-decoration").getByText("Accept Sentence").waitFor();
  // The original comes first; a long line may be wrapped.
  const [, text = ""] = (await workbench.shownText()).replaceAll(/\s+/g, " ").split(wordy);
  const words = new Set(text.split(" "));
  const old = wordy.split(" ");
  const kept = old.filter((word) => words.has(word)).length;
  return kept >= old.length / 4 && kept < old.length;
}

function picture(name) {
  return join(repository, "media/screenshots", `${name}.png`);
}
