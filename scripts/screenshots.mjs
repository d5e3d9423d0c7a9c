/** `npm run screenshots`: the pictures of the README, taken of the extension as it is now. */
import { join } from "node:path";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { repository, runScript, step } from "./setup/run.mjs";
import { ensureSystemPackages, toTest } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

const document = {
  name: "the-harbour.md",
  text: "# The harbour\n\nThe harbour is full of large ships.",
};

await runScript(async () => {
  await ensureSystemPackages(toTest);
  await ensureDependencies();
  await ensureWorkbench();
  await ensureBuilt();
  const { tsImport } = await import("tsx/esm/api");
  const { Workbench } = await tsImport("../test/workbench/workbench.ts", import.meta.url);
  await step("Taking the pictures", async () => {
    const workbench = await Workbench.open({ document, settings: { "tiller.temperature": 0 } });
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
  // The engine must be there before it can be held: this starts it.
  await workbench.goToEnd();
  await workbench.run("Tiller: Continue Writing");
  await sidebar.getByText("2 of 2 held").waitFor();
  await workbench.undo();
  await workbench.shows(document.text);

  workbench.holdEngine();
  await workbench.run("Tiller: Continue Writing");
  const enough = document.text.length + 8;
  await workbench.stepEngineUntil(async () => (await workbench.shownText()).length >= enough);
  await page.screenshot({ path: picture("stream") });
  workbench.engineGoesOn();
  await sidebar.getByRole("button", { name: "Continue Writing" }).waitFor();
  await sidebar.getByText("2 of 2 held").waitFor();
  await page.locator(".part.sidebar").screenshot({ path: picture("sidebar") });
}

function picture(name) {
  return join(repository, "media/screenshots", `${name}.png`);
}
