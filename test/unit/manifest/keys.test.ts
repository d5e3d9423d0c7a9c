import assert from "node:assert/strict";
import { defaultKeys, type Key, type Platform, platforms } from "./default-keys.js";
import { escapeClause } from "./escape-clause.js";
import { manifest } from "./manifest.js";
import { canHoldTogether } from "./when-clause.js";

/** What VS Code types where a key with no modifier, or only Shift, is pressed. */
const PRINTABLE = /^([^+]|space)$/;

describe("default keys", () => {
  for (const platform of platforms) {
    it(`shadow none of VS Code's on ${platform}`, () => {
      const conflicts = ours(platform).flatMap((our) =>
        defaultKeys(platform)
          .filter(({ key }) => isSameOrBegins(our.key, key) || isSameOrBegins(key, our.key))
          .filter(({ when }) => canHoldTogether(our.when, when))
          .map(
            ({ key, command, when }) =>
              `${our.key} of ${our.command}: ${command} (${key}, ${when})`,
          ),
      );
      assert.deepEqual(conflicts, []);
    });

    it(`are no characters of any keyboard layout on ${platform}`, () => {
      assert.deepEqual(
        ours(platform).filter(({ key }) =>
          key.split(" ").some((stroke) => types(stroke, platform)),
        ),
        [],
      );
    });

    it(`are one command each on ${platform}`, () => {
      const keys = ours(platform).map(({ key }) => key);
      assert.deepEqual(keys, [...new Set(keys)]);
    });
  }
});

describe("Escape", () => {
  it("is Tiller's where it would do nothing else, as npm run default-keys writes it", () => {
    const own = manifest.contributes.keybindings.filter(({ key }) => key === "escape");
    assert.deepEqual(
      own.map(({ command, when }) => [command, when]),
      [["tiller.stop", escapeClause()]],
    );
  });
});

function ours(platform: Platform): Key[] {
  return manifest.contributes.keybindings.map(({ key, mac, command, when }) => ({
    key: asVsCodeWrites(platform === "mac" ? (mac ?? key) : key),
    command,
    ...(when !== undefined && { when }),
  }));
}

const MODIFIERS = ["ctrl", "shift", "alt", "cmd"];

/** VS Code lists modifiers in one order, whatever order they are declared in. */
function asVsCodeWrites(keys: string): string {
  const strokes = keys.split(" ").map((stroke) => {
    const parts = stroke.split("+");
    const modifiers = parts
      .slice(0, -1)
      .sort((a, b) => MODIFIERS.indexOf(a) - MODIFIERS.indexOf(b));
    return [...modifiers, ...parts.slice(-1)].join("+");
  });
  return strokes.join(" ");
}

/** A key that begins a sequence takes the whole sequence, and the sequence the key. */
function isSameOrBegins(one: string, other: string): boolean {
  return other === one || other.startsWith(`${one} `);
}

/** Whether the stroke may write a character: on Windows and Linux Ctrl+Alt is AltGr, on a Mac it is Alt. */
function types(stroke: string, platform: Platform): boolean {
  const modifiers = stroke.split("+").slice(0, -1);
  if (!PRINTABLE.test(stroke.split("+").at(-1) ?? "")) return false;
  const has = (modifier: string) => modifiers.includes(modifier);
  if (platform === "mac") return !has("ctrl") && !has("cmd");
  return has("ctrl") === has("alt");
}
