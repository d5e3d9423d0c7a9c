/**
 * `npm run screenshots`: the pictures of the README and the walkthrough, taken of the extension as it
 * is now.
 */
import { join } from "node:path";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { repository, runScript, SetupError, step } from "./setup/run.mjs";
import { ensureSystemPackages, toTest } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

const document = {
  name: "the-harbour.md",
  text: "# The harbour\n\nThe harbour is full of large ships.",
};

/** Without commas some of its words are others: differences by the word can be seen. */
const rewritten =
  "In 1892 Mary Whitlock sailed from Bergen to Hull, with forty barrels of salt, a sick dog, and little hope.";

await runScript(async () => {
  await ensureSystemPackages(toTest);
  await ensureDependencies();
  await ensureWorkbench();
  await ensureBuilt();
  const { tsImport } = await import("tsx/esm/api");
  const { Workbench } = await tsImport("../test/workbench/workbench.ts", import.meta.url);
  await step("Taking the pictures", async () => {
    // Of the bundled model.
    const settings = { "tiller.model": undefined, "tiller.temperature": 0 };
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
  for (const name of ["All capitals", "Concise"]) {
    await sidebar.getByRole("switch", { name }).click();
    await sidebar.getByRole("switch", { name, checked: true }).waitFor();
  }
  await workbench.goToEnd();
  await workbench.run("Tiller: Continue Writing");
  await sidebar.getByText("2 of 2 held").waitFor();
  await workbench.undo();
  await workbench.shows(document.text);

  workbench.holdEngineAfter(4);
  await workbench.run("Tiller: Continue Writing");
  await workbench.shows((text) => text.startsWith(document.text) && text !== document.text);
  await sidebar.getByRole("button", { name: "Stop" }).waitFor();
  await page.screenshot({ path: picture("stream") });
  workbench.engineGoesOn();
  await sidebar.getByRole("button", { name: "Continue Writing" }).waitFor();
  await sidebar.getByText("2 of 2 held").waitFor();
  await page.locator(".part.sidebar").screenshot({ path: picture("sidebar") });

  await workbench.run("Tiller: Variants");
  // The header of the strengths, and a row for each constraint.
  const table = sidebar.getByRole("table", { name: "Variants" });
  await table.getByRole("button").nth(3).waitFor();
  await table.scrollIntoViewIfNeeded();
  await page.screenshot({ path: picture("variants") });
  await workbench.run("File: Revert File");
  await workbench.shows(document.text);

  for (const [name, checked] of [
    ["All capitals", false],
    ["Concise", false],
    ["No commas", true],
  ]) {
    await sidebar.getByRole("switch", { name }).click();
    await sidebar.getByRole("switch", { name, checked }).waitFor();
  }
  await workbench.goToEnd();
  await page.keyboard.insertText(`\n\n${rewritten}`);
  await workbench.run("Tiller: Rewrite");
  for (let texts = 1; !(await isReviewOfWords(workbench)); texts += 1) {
    if (texts === 3) throw new SetupError("In no rewrite by the model some words were others.");
    await workbench.run("Tiller: Rewrite Stronger");
    const lens = page.locator(".codelens-decoration");
    await lens.getByText(`${texts + 1} of ${texts + 1}`).waitFor();
  }
  await page.screenshot({ path: picture("rewrite") });
}

/** Whether the rewrite is complete and has some of the words, but not all, as they were. */
async function isReviewOfWords(workbench) {
  await workbench.page.locator(".codelens-decoration").getByText("Accept Sentence").waitFor();
  // The original comes first; a line may be broken where it is too long.
  const [, text = ""] = (await workbench.shownText()).replaceAll(/\s+/g, " ").split(rewritten);
  const words = new Set(text.split(" "));
  const old = rewritten.split(" ");
  const kept = old.filter((word) => words.has(word)).length;
  return kept >= old.length / 4 && kept < old.length;
}

function picture(name) {
  return join(repository, "media/screenshots", `${name}.png`);
}
