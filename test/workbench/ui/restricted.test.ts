/**
 * A folder that nobody trusts, as VS Code opens it in Restricted Mode, and a person's own model whose
 * file and texts hold markup: nothing of it is read, loaded, asked for or run, and the rest works.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { writeChainModel } from "../../support/chain-model.js";
import { inetPorts } from "../../support/inet-sockets.js";
import { processesUsing } from "../processes.js";
import { temporaryFolder } from "../temporary.js";
import { unwrapped, Workbench } from "../workbench.js";
import { keepPictureOfFailure } from "./failure-picture.js";

const LINK = "[x](command:workbench.action.files.newUntitledFile)";
const MARKUP = "<img/src=x/onerror=alert(1)>";
const ICON = "$(flame)";
/** What the person's own model is called by its header, as its file's name says nothing. */
const NAME = `${LINK} ${MARKUP} ${ICON}`;
const START = "The harbour is full of large ships.";
/** A word that a constraint asks for, of which a receipt tells. */
const WORD = "[y](command:z)<b>gull</b>";
const PRESETS = "tiller-presets.json";
const CONCISE = "length_constraints:concise";
const NO_COMMA = "punctuation:no_comma";

describe("in Restricted Mode", function () {
  // Above what all the waits for the interface may take together: theirs name what did not come.
  this.timeout(600_000);

  const outside = temporaryFolder();
  /** Whoever opens it waits for somebody who writes, and is found waiting. */
  const pipe = join(outside.path, "pipe.gguf");
  const models = join(outside.path, "models");
  const model = join(models, "model.gguf");
  const secret = join(outside.path, "secret.json");
  let workbench: Workbench | undefined;

  before(async () => {
    assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
    writeFileSync(
      secret,
      JSON.stringify({ presets: [{ name: "Secret", constraints: [CONCISE] }] }),
    );
    mkdirSync(models);
    writeChainModel(model, {
      name: NAME,
      chatTemplate: "{% for message in messages %}{{ message['content'] }}{% endfor %}",
      marks: ["<|end|>"],
      words: [LINK, MARKUP, ICON],
      chain: { ".": LINK, [LINK]: MARKUP, [MARKUP]: ",", ",": ICON },
      contextSize: 1024,
    });
  });

  /** Opens a folder whose settings name a model, with what else a test puts into `.vscode`. */
  async function open(named: string, constraint: string, more?: (dotFolder: string) => void) {
    const opened = await Workbench.open({
      document: { name: "harbour.md", text: START },
      // The person's own.
      settings: {
        ...unwrapped,
        "tiller.model": model,
        "tiller.modelFolders": [models],
        "tiller.temperature": 0,
      },
      asksForTrust: true,
      prepare(folder) {
        const dotFolder = join(folder, ".vscode");
        const linked = join(folder, "models");
        mkdirSync(dotFolder);
        mkdirSync(linked);
        symlinkSync(pipe, join(linked, "linked.gguf"));
        const settings = {
          "tiller.model": named,
          "tiller.modelFolders": [linked],
          "tiller.downloadFolder": folder,
          "tiller.serverVectors": { [named]: { folder: pipe, serverFolder: pipe } },
          "tiller.contextSize": 1,
          "tiller.suggestions": "automatic",
          "tiller.constraints": [constraint],
          "http.proxy": "http://127.0.0.1:1",
        };
        writeFileSync(join(dotFolder, "settings.json"), JSON.stringify(settings));
        more?.(dotFolder);
      },
    });
    workbench = opened;
    return opened;
  }

  afterEach(async function () {
    if (!workbench) return;
    await keepPictureOfFailure(this.currentTest, workbench);
    await workbench.close();
    workbench = undefined;
  });

  after(() => outside.remove());

  it("what a workspace says of models, folders and servers is neither read nor asked for", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const workbench = await open(`http://127.0.0.1:${port}/v1#any`, NO_COMMA);
      const { sidebar, page } = workbench;
      await workbench.openSidebar();
      // What it selects counts, so its settings are heard.
      await sidebar.getByRole("switch", { name: "No commas", checked: true }).waitFor();
      await sidebar.getByRole("button", { name: `${ICON} not loaded` }).waitFor();
      await workbench.goToEnd();
      await page.keyboard.type(" More.");
      await workbench.run("Tiller: Continue Writing");
      await workbench.shows(`${START} More.${LINK}${MARKUP},${ICON}`);
      await sidebar.getByText("0 of 1 held").waitFor();

      await workbench.run("Tiller: Choose Model...");
      const list = page.locator(".quick-input-widget:visible");
      await list.getByText("Use a Server...").waitFor();
      await list.locator(".monaco-progress-container.done").waitFor({ state: "attached" });
      assert.equal(await list.getByText(/linked|pipe|127\.0\.0\.1/).count(), 0);
      assert.equal(connections, 0);
      isUnconnected(workbench);
      assert.ok(!isAwaited(pipe), "something waits for what the pipe would say");
    } finally {
      server.close();
    }
  });

  it("a link out of it is not followed before it is trusted, and then what it says counts", async () => {
    const workbench = await open(pipe, CONCISE, (dotFolder) =>
      symlinkSync(secret, join(dotFolder, PRESETS)),
    );
    const { sidebar, page } = workbench;
    await workbench.openSidebar();
    await sidebar.getByText("will not follow the link until you trust this workspace").waitFor();
    assert.equal(await sidebar.getByRole("option", { name: "Secret" }).count(), 0);
    await sidebar.getByRole("button", { name: `${ICON} not loaded` }).waitFor();

    await page.locator(".statusbar-item").filter({ hasText: "Restricted Mode" }).click();
    await page
      .getByRole("button", { name: /^Trust/ })
      .first()
      .click();
    await sidebar.getByRole("option", { name: "Secret" }).waitFor({ state: "attached" });
    await sidebar.getByRole("button", { name: "pipe not loaded" }).waitFor();
  });

  it("markup in its files, in a model's name and in a model's text is text", async () => {
    const hostile = [
      { name: LINK, constraints: ["../../etc/passwd"] },
      { name: MARKUP, constraints: [] },
    ];
    const workbench = await open(pipe, `keywords:existence,keywords=${WORD}`, (dotFolder) =>
      writeFileSync(join(dotFolder, PRESETS), JSON.stringify({ presets: hostile })),
    );
    const { sidebar, page, statusItem } = workbench;
    await workbench.goToEnd();
    // Without the sidebar, so that what is wrong in the presets is said in a notification.
    await workbench.run("Tiller: Continue Writing");
    await workbench.shows(`${START}${LINK}${MARKUP},${ICON}`);
    await workbench.run("Notifications: Show Notifications");
    const notice = page.locator(".notifications-center").getByText("(command:");
    await notice.waitFor();
    await isText(page.locator(".notifications-center"));
    await workbench.run("Notifications: Clear All Notifications");

    await workbench.openSidebar();
    await sidebar.getByRole("option", { name: LINK }).waitFor({ state: "attached" });
    await sidebar.getByRole("option", { name: MARKUP }).waitFor({ state: "attached" });
    await sidebar.getByRole("button", { name: MARKUP }).waitFor();
    await sidebar.getByText(`"${WORD}" is missing`).waitFor();
    await isText(sidebar.locator("body"));

    await statusItem.hover();
    const hover = page.locator(".monaco-hover").filter({ hasText: WORD }).first();
    await hover.waitFor();
    await isText(hover);

    await workbench.run("Tiller: Choose Model...");
    const list = page.locator(".quick-input-widget:visible");
    await list.getByText("onerror").first().waitFor();
    await list.locator(".monaco-progress-container.done").waitFor({ state: "attached" });
    await isText(list);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".tab").filter({ hasText: "Untitled" }).count(), 0);
  });

  /** Neither process of Tiller's has a socket but the extension host's, which the window comes by. */
  function isUnconnected(workbench: Workbench): void {
    const workbenchPort = Number(new URL(workbench.page.url()).port);
    const host = processesUsing(workbench.runFolder).find(({ commandLine }) =>
      commandLine.includes("--type=extensionHost"),
    );
    assert.ok(host);
    const ports = inetPorts(host.id);
    assert.ok(ports.includes(workbenchPort), "the window's own connection is not seen");
    assert.deepEqual([...new Set(ports)], [workbenchPort]);
    assert.deepEqual(inetPorts(workbench.engineProcess()), []);
  }

  /** No picture, no markup, no link that runs anything and no icon, wherever the hostile names are. */
  async function isText(shown: Locator): Promise<void> {
    const found = shown.locator("img, b, a[href^='command:'], a[data-href], .codicon-flame");
    assert.deepEqual(await found.evaluateAll((all) => all.map(({ outerHTML }) => outerHTML)), []);
  }
});

/** Whether somebody has opened the pipe for reading. */
function isAwaited(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
    return false;
  }
}
