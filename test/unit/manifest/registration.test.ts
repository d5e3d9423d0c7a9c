import assert from "node:assert/strict";
import { editorSources, named } from "./editor-sources.js";
import { manifest, manifestText, readText } from "./manifest.js";

const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const views = Object.values(contributes.views).flatMap((those) => those.map(({ id }) => id));
const settings = Object.keys(contributes.configuration.properties);
const menuItems = Object.values(contributes.menus).flat();

/** Names of ours that VS Code is not told of in the manifest: stored values, and kinds of panel. */
const UNDECLARED = [
  "tiller.selection",
  "tiller.presets",
  "tiller.report",
  "tiller.unfinishedDownload",
  "tiller.huggingFaceToken",
];

/** Every name with our prefix that the code has as a text. */
const names = named(/["'`](tiller\.[\w.]+)["'`]/g);

describe("what the manifest declares", () => {
  // That VS Code knows them all in the end is seen in the extension host (activation.test.ts).
  it("commands: each is named where commands are registered, and none is registered besides", () => {
    const registrars = editorSources.filter(({ text }) => text.includes("registerCommand("));
    const found = named(/"(tiller\.\w+)"/g, registrars);
    assert.deepEqual(
      commands.filter((command) => !found.has(command)),
      [],
    );
    assert.deepEqual(
      [...named(/registerCommand\(\s*"([^"]+)"/g)].filter((id) => !commands.includes(id)),
      [],
    );
  });

  it("views: each has a provider", () => {
    const provided = named(/registerWebviewViewProvider\(\s*([\w.]+)/g);
    assert.equal(provided.size, views.length);
    assert.deepEqual(
      views.filter((id) => !named(/viewId = "([^"]+)"/g).has(id)),
      [],
    );
  });

  it("context keys: each is set by the code, and each that is set is asked for", () => {
    const set = [...named(/contextKey\("(tiller\.\w+)"\)/g)];
    assert.deepEqual(set.sort(), [...contextKeys()].sort());
  });

  it("context keys: each is set in one way", () => {
    const setters = editorSources.filter(({ text }) => text.includes('"setContext"'));
    assert.deepEqual(
      setters.map(({ path }) => path),
      ["src/workbench/context-key.ts"],
    );
  });

  it("keys and menus: of commands and submenus that are declared", () => {
    const bound = contributes.keybindings.map(({ command }) => command);
    const listed = menuItems.flatMap(({ command }) => command ?? []);
    assert.deepEqual(
      [...bound, ...listed].filter((command) => !commands.includes(command)),
      [],
    );
    const opened = menuItems.flatMap(({ submenu }) => submenu ?? []);
    assert.deepEqual(opened.sort(), contributes.submenus.map(({ id }) => id).sort());
    for (const { id } of contributes.submenus) assert.ok(contributes.menus[id]?.length, id);
  });

  it("model providers: each is named where such are registered, and none is registered besides", () => {
    const registrars = editorSources.filter(({ text }) =>
      text.includes("registerLanguageModelChatProvider("),
    );
    const vendors = contributes.languageModelChatProviders.map(({ vendor }) => vendor);
    assert.equal(registrars.length, vendors.length);
    const found = named(/"(\w+)"/g, registrars);
    assert.deepEqual(
      vendors.filter((vendor) => !found.has(vendor)),
      [],
    );
  });
});

describe("what the code names", () => {
  it("is declared, unless VS Code need not know it", () => {
    const containers = Object.values(contributes.viewsContainers).flat();
    const known = [
      ...commands,
      ...settings,
      ...views,
      // VS Code makes a command of its own for each view.
      ...views.map((id) => `${id}.focus`),
      ...containers.map(({ id }) => `workbench.view.extension.${id}`),
      ...contextKeys(),
      ...UNDECLARED,
    ];
    assert.deepEqual(
      [...names].filter((name) => !known.includes(name)),
      [],
    );
    assert.deepEqual(
      UNDECLARED.filter((name) => !names.has(name)),
      [],
    );
  });
});

describe("the walkthrough", () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  it("is the one that the command opens", () => {
    const [walkthrough] = contributes.walkthroughs;
    const { publisher, name } = manifest;
    const opened = named(/"([\w.]+#[\w.]+)"/g);
    assert.deepEqual([...opened], [`${publisher}.${name}#${walkthrough?.id}`]);
  });

  it("links to commands and settings that there are", () => {
    const targets = steps.flatMap(({ description }) =>
      [...manifestText(description).matchAll(/\(command:([^?)]+)(?:\?([^)]*))?\)/g)].map(
        ([, command = "", given]) => [
          command,
          ...(given ? JSON.parse(decodeURIComponent(given)) : []),
        ],
      ),
    );
    assert.ok(targets.length > 0);
    const known = [
      ...[...commands, ...settings, ...views.map((id) => `${id}.focus`)],
      "workbench.action.openSettings",
    ];
    assert.deepEqual(
      targets.flat().filter((target) => !known.includes(target)),
      [],
    );
  });

  it("is completed by what there is", () => {
    const known = [
      ...commands.map((command) => `onCommand:${command}`),
      ...settings.map((setting) => `onSettingChanged:${setting}`),
      ...views.map((view) => `onView:${view}`),
      "onCommand:workbench.action.openSettings",
    ];
    assert.deepEqual(
      steps.flatMap((step) => step.completionEvents).filter((event) => !known.includes(event)),
      [],
    );
  });

  it("shows pictures that npm run screenshots takes", () => {
    const taken = [...readText("scripts/screenshots.mjs").matchAll(/picture\("(\w+)"\)/g)].map(
      ([, name]) => `../screenshots/${name}.png`,
    );
    const shown = steps.flatMap(({ media }) =>
      [...readText(media.markdown).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path),
    );
    assert.ok(shown.length > 0);
    assert.deepEqual(
      shown.filter((path) => !taken.includes(path ?? "")),
      [],
    );
  });
});

/** The context keys of ours that a clause of the manifest asks for. */
function contextKeys(): Set<string> {
  const clauses = [
    ...contributes.commands.map(({ enablement }) => enablement),
    ...contributes.keybindings.map(({ when }) => when),
    ...menuItems.map(({ when }) => when),
  ];
  const asked = clauses.flatMap((clause) => clause?.match(/\btiller\.\w+/g) ?? []);
  return new Set(asked.filter((key) => !views.includes(key)));
}
