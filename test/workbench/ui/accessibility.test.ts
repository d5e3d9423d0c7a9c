import assert from "node:assert/strict";
import { HtmlValidate } from "html-validate";
import type { FrameLocator, Locator } from "playwright-core";
import { isInCapitals } from "../capitals.js";
import { unwrapped, Workbench } from "../workbench.js";
import { faults } from "./axe.js";
import { keepPictureOfFailure } from "./failure-picture.js";
import { misfits } from "./narrow.js";

const document = { name: "harbour.md", text: "The harbour is full of large ships." };

const themes = [
  ["Dark 2026", "vscode-dark"],
  ["Light 2026", "vscode-light"],
  ["Dark High Contrast", "vscode-high-contrast"],
  ["Light High Contrast", "vscode-high-contrast-light"],
] as const;

/** Of a sidebar that is still of use, in CSS pixels. */
const NARROWEST = 200;

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // A checkbox that is presented as a switch, and lists whose marks are taken away by a style.
    "prefer-native-element": "off",
    "no-redundant-role": "off",
    "no-inline-style": "off",
    "long-title": "off",
    // The browser writes attributes out in its own way.
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "void-style": "off",
    "no-implicit-button-type": "off",
  },
});

describe("accessibility", function () {
  this.timeout(900_000);

  let workbench: Workbench;

  afterEach(async function () {
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
  });

  describe("of the pages", () => {
    it("has nothing to be found in the sidebar in any theme, nor in its HTML", async () => {
      workbench = await Workbench.open({ document });
      const { sidebar } = workbench;
      await workbench.openSidebar();
      await showEverything(sidebar);
      for (const [theme, className] of themes) {
        await choose(theme);
        await sidebar.locator(`body.${className}`).waitFor();
        assert.deepEqual(
          await faults(sidebar.locator("body"), "--vscode-sideBar-background"),
          [],
          theme,
        );
      }
      const html = await sidebar.locator(".page").evaluate((element) => {
        // What is hidden is there for nobody.
        for (const hidden of element.querySelectorAll("[hidden]")) hidden.remove();
        return element.outerHTML;
      });
      const report = await validator.validateString(html);
      const messages = report.results.flatMap((result) => result.messages);
      assert.deepEqual(
        messages.map(({ ruleId, message }) => `${ruleId}: ${message}`),
        [],
      );
    });

    it("has nothing cut off or covered in a narrow sidebar, enlarged or not", async () => {
      workbench = await Workbench.open({ document });
      const { sidebar } = workbench;
      await workbench.openSidebar();
      await showEverything(sidebar);
      for (const zoom of [1, 2]) {
        const found = await misfits(sidebar.locator("body"), NARROWEST, zoom);
        assert.deepEqual(found, [], `enlarged ${zoom} times`);
      }
    });

    async function choose(theme: string): Promise<void> {
      await workbench.run("Preferences: Color Theme");
      const { page } = workbench;
      const name = page.getByPlaceholder("Select Color Theme");
      await name.and(page.locator(":focus")).waitFor();
      await workbench.choose(theme);
      await name.waitFor({ state: "hidden" });
    }
  });

  it("of each step of writing is by the keyboard alone", async () => {
    const settings = { "tiller.temperature": 0, ...unwrapped };
    workbench = await Workbench.open({ document, settings });
    const { page, sidebar } = workbench;
    await workbench.openSidebar();
    await workbench.goToEnd();
    await workbench.run("Tiller: Focus on Constraints View");
    // Until then the keyboard is the document's.
    await page.waitForFunction("document.activeElement?.matches('iframe.webview')");
    const press = (key: string) => page.keyboard.press(key);

    await tabTo(sidebar.getByRole("switch", { name: "All capitals" }));
    await press("Space");
    await sidebar.getByRole("switch", { name: "All capitals", checked: true }).waitFor();

    const dial = sidebar.getByRole("slider", { name: "Strength of All capitals" });
    await tabTo(dial);
    await press("ArrowRight");
    await sidebar.locator("output").filter({ hasText: "1.1" }).waitFor();
    await press("ArrowLeft");

    const words = sidebar.getByRole("textbox", { name: "Exclude" });
    await tabTo(words);
    await page.keyboard.type("harbour");
    await press("Enter");
    const remove = sidebar.getByRole("button", { name: "Remove harbour" });
    await remove.waitFor();
    await press("Shift+Tab");
    await isFocused(remove);
    await press("Space");
    await remove.waitFor({ state: "detached" });
    await isFocused(words);

    workbench.holdEngineAfter(3);
    await tabTo(sidebar.getByRole("button", { name: "Continue Writing" }));
    await press("Enter");
    const stop = sidebar.getByRole("button", { name: "Stop" });
    // The button that starts hands the focus on to the one that stops.
    await isFocused(stop);
    await workbench.shows((text) => text.startsWith(document.text) && text !== document.text);
    await press("Enter");
    await isFocused(sidebar.getByRole("button", { name: "Continue Writing" }));
    const kept = (await workbench.shownText()).slice(document.text.length);
    assert.ok(isInCapitals(kept), kept);
    const said = sidebar.locator(".spoken[role=status]");
    await said.filter({ hasText: "Last text: 1 held, 0 not held." }).waitFor();

    async function isFocused(target: Locator): Promise<void> {
      await sidebar.locator(":focus").and(target).waitFor();
    }

    /** Tab after Tab, each with a focus that can be seen. */
    async function tabTo(target: Locator): Promise<void> {
      const most = 80;
      for (let pressed = 0; pressed < most; pressed += 1) {
        if (await hasFocus(target)) return;
        await press("Tab");
        const focused = sidebar.locator(":focus");
        // Between its last and its first element the focus is the workbench's.
        if ((await focused.count()) > 0) await isSeen(focused);
      }
      assert.fail(`${most} times Tab did not come to ${target}`);
    }
  });
});

/** Switches on what brings further elements: arguments, words, a conflict, a guarantee. */
async function showEverything(sidebar: FrameLocator): Promise<void> {
  await sidebar.getByText("More", { exact: true }).click();
  for (const name of ["All capitals", "All lowercase", "JSON", "Sentences", "Postscript"]) {
    await sidebar.getByRole("switch", { name, exact: true }).press("Space");
    await sidebar.getByRole("switch", { name, exact: true, checked: true }).waitFor();
  }
  const include = sidebar.getByRole("textbox", { name: "Include" });
  await include.fill("harbour, Donaudampfschifffahrtsgesellschaft");
  await include.press("Enter");
  await sidebar.getByRole("button", { name: "Remove harbour" }).waitFor();
  await sidebar
    .getByText(/cannot both hold/)
    .first()
    .waitFor();
  await sidebar.getByRole("textbox", { name: "Marker for Postscript" }).waitFor();
  // What each does on a model that is calibrated.
  await sidebar.getByRole("button", { name: "Show Report" }).waitFor();
  // That there is no text before the cursor is said beside the buttons.
  await sidebar.getByRole("button", { name: "Continue Writing" }).click();
  await sidebar.getByRole("alert").waitFor();
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element.matches(":focus"));
}

/** An outline of its own, or round the box that it stands in. */
async function isSeen(focused: Locator): Promise<void> {
  const outlines: unknown = await focused.evaluate(
    `(() => {
      const element = document.activeElement;
      const styles = [
        getComputedStyle(element),
        getComputedStyle(element.parentElement),
      ];
      return styles.map((style) => style.outlineStyle + " " + style.outlineWidth);
    })()`,
  );
  assert.ok(Array.isArray(outlines));
  const isVisible = outlines.some((outline) => !/^none|^\S+ 0px$/.test(String(outline)));
  assert.ok(isVisible, `the focus cannot be seen: ${outlines.join(", ")}`);
}
