import { modelNameAtOnce } from "../../../src/models/model-name.js";
import { starter } from "../../../src/models/starter.js";
import { Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const starterName = modelNameAtOnce(starter.file);

describe("the walkthrough", function () {
  this.timeout(600_000);

  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await Workbench.open({
      document: { name: "notes.md", text: "Notes." },
      // As it is when nothing has been chosen yet.
      settings: { "tiller.model": "" },
    });
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  it("opens with its first step", async () => {
    await workbench.run("Tiller: Open Walkthrough");
    await workbench.page.getByText("Get Started with Tiller").first().waitFor();
  });

  it("leads to a better model", async () => {
    const { page } = workbench;
    await workbench.run("Tiller: Open Walkthrough");
    await page.getByText("Get a better model").first().click();
    // The step's own heading is a button that says nearly the same.
    await page.getByRole("button", { name: "Get a Better Model", exact: true }).click();
    await list().getByText("Qwen3").first().waitFor();
  });

  it("has the starter in the sidebar: a button that leads to other models, and a link to better ones", async () => {
    const { page, sidebar } = workbench;
    await workbench.openSidebar();
    const button = sidebar.getByRole("button", {
      name: `Choose Model: ${starterName} not loaded`,
    });
    await button.press("Enter");
    await list().getByText("Use a Server...").waitFor();
    await page.keyboard.press("Escape");
    await sidebar.getByRole("button", { name: "Get a Better Model" }).click();
    await list().getByText("Qwen3").first().waitFor();
  });

  const list = () => workbench.page.locator(".quick-input-widget:visible");
});
