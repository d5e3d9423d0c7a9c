import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { manifest, manifestText, readText } from "./manifest.js";

const { commands, keybindings } = manifest.contributes;

describe("what is said of the keys", () => {
  it("in docs/keys.md: every command's, as they are", () => {
    const bound = commands.filter((one) =>
      keybindings.some(({ command }) => command === one.command),
    );
    const rows = bound.map(({ command, title }) => {
      const keys = keybindings.filter((binding) => binding.command === command);
      const here = keys.map(({ key }) => `\`${shown(key)}\``);
      const onMac = keys.map(({ key, mac }) => `\`${shown(mac ?? key)}\``);
      return `| ${manifestText(title)} | ${here.join(", ")} | ${onMac.join(", ")} |`;
    });
    const said = [...readText("docs/keys.md").matchAll(/^\|(?: [^|]+\|){3}/gm)]
      .map(([row]) => row)
      .slice(1);
    assert.deepEqual(said.sort(), rows.sort());
  });

  const pages = fileURLToPath(new URL("../../../media/walkthrough/", import.meta.url));
  for (const page of readdirSync(pages)) {
    it(`on the walkthrough's page ${page}: keys that there are`, () => {
      const known = keybindings.flatMap(({ key, mac }) => [shown(key), shown(mac ?? key)]);
      const said = readText(`media/walkthrough/${page}`)
        .replaceAll("Umschalt+", "Shift+")
        .replaceAll("+Eingabe", "+Enter")
        .matchAll(/`((?:Shift|Ctrl|Alt|Cmd)\+[^`]+)`/g);
      assert.deepEqual(
        [...said].map(([, key]) => key ?? "").filter((key) => !known.includes(key)),
        [],
      );
    });
  }
});

/** "shift+alt+g" as it is printed on keys. */
function shown(key: string): string {
  return key.replaceAll(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
}
