import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

describe("SECURITY.md", () => {
  const page = readFileSync(join(root, "SECURITY.md"), "utf8");

  it("names tests that there are, one at least for every boundary", () => {
    const files = readdirSync(join(root, "test"), { recursive: true }).map(
      (file) => `/${String(file).replaceAll("\\", "/")}`,
    );
    const named = [...page.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, name]) => name ?? "");
    assert.deepEqual(
      named.filter((name) => !files.some((file) => file.endsWith(`/${name}`))),
      [],
    );
    const [, section = ""] = page.split("## Boundaries\n");
    const rows = (section.split("\n## ")[0] ?? "")
      .split("\n")
      .filter((line) => /^\| \*\*/.test(line));
    assert.ok(rows.length > 5);
    assert.deepEqual(
      rows.filter((row) => !row.includes(".test.ts`")),
      [],
    );
  });
});
