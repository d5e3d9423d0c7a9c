import { Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

describe("the walkthrough", function () {
  this.timeout(600_000);

  let workbench: Workbench;

  beforeEach(async () => {
    workbench = await Workbench.open({ document: { name: "notes.md", text: "Notes." } });
  });

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  it("opens with its first step", async () => {
    await workbench.run("Tiller: Open Walkthrough");
    await workbench.page.getByText("Get Started with Tiller").first().waitFor();
  });
});
