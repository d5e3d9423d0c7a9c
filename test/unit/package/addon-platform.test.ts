import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { addonPlatform } from "../../../scripts/package/addon-platform.js";
import { inTemporaryFolder } from "./temporary.js";

/** The first bytes of libraries, as the formats' own documents lay them out. */
const headers: Record<string, () => Buffer> = {
  "linux-x64": () => elf(0x3e),
  "linux-arm64": () => elf(0xb7),
  "darwin-x64": () => machO(0x0100_0007),
  "darwin-arm64": () => machO(0x0100_000c),
  "win32-x64": () => portable(0x8664),
  "win32-arm64": () => portable(0xaa64),
};

function elf(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.write("\x7fELF", 0, "latin1");
  header.writeUInt16LE(machine, 18);
  return header;
}

function machO(processor: number): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(processor, 4);
  return header;
}

function portable(machine: number): Buffer {
  const header = Buffer.alloc(256);
  header.write("MZ", 0, "latin1");
  header.writeUInt32LE(0x80, 60);
  header.write("PE\0\0", 0x80, "latin1");
  header.writeUInt16LE(machine, 0x84);
  return header;
}

describe("the platform of an addon", () => {
  for (const [platform, header] of Object.entries(headers)) {
    it(`is read from its header: ${platform}`, () => assertPlatform(header(), platform));
  }

  it("is unknown for anything else", async () => {
    await assertPlatform(Buffer.from("no library"), undefined);
    await assertPlatform(Buffer.alloc(0), undefined);
    await assertPlatform(elf(0x28), undefined);
    const far = Buffer.alloc(64);
    far.write("MZ", 0, "latin1");
    far.writeUInt32LE(0xffff_ffff, 60);
    await assertPlatform(far, undefined);
  });

  function assertPlatform(content: Buffer, expected: string | undefined): Promise<void> {
    return inTemporaryFolder((folder) => {
      const file = join(folder, "addon.node");
      writeFileSync(file, content);
      assert.equal(addonPlatform(file), expected);
    });
  }
});
