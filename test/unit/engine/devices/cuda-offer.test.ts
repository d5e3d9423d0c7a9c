import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cudaOffer, type Machine } from "../../../../src/engine/devices/cuda-offer.js";
import { cudaPackages } from "../../../../src/engine/devices/cuda-packages.js";

const LIBRARIES = "/home/me/libraries";

/** A Linux machine with an NVIDIA card, and the extension as it comes. */
function machine(change: Partial<Machine> = {}): Machine {
  return {
    platform: "linux",
    arch: "x64",
    hasNvidiaDriver: () => true,
    isThere: () => false,
    ...change,
  };
}

describe("the offer of CUDA support", () => {
  it("names all that would be fetched, from whom and where to", () => {
    const offer = cudaOffer(LIBRARIES, machine());
    assert.ok("packages" in offer);
    assert.deepEqual(
      offer.packages.map(({ name }) => name),
      ["@node-llama-cpp/linux-x64-cuda", "@node-llama-cpp/linux-x64-cuda-ext"],
    );
    assert.equal(offer.host, "registry.npmjs.org");
    assert.equal(offer.folder, LIBRARIES);
    assert.ok(offer.packages.every(({ bytes }) => bytes > 100_000_000));
  });

  it("leaves out what is there", () => {
    const offer = cudaOffer(
      LIBRARIES,
      machine({ isThere: (libraries, { name }) => libraries === LIBRARIES && !/ext$/.test(name) }),
    );
    assert.ok("packages" in offer);
    assert.equal(offer.packages.length, 1);
  });

  const refused: [string, Partial<Machine>, RegExp][] = [
    ["it is there", { isThere: () => true }, /already there/],
    ["there is no driver", { hasNvidiaDriver: () => false }, /install the driver first/],
    ["llama.cpp has none", { platform: "darwin", arch: "arm64" }, /no CUDA.*\(darwin-arm64\)/],
    ["no checksum is known", { platform: "win32" }, /cannot be fetched safely.*\(win32-x64\)/],
  ];
  for (const [where, change, sentence] of refused) {
    it(`is none where ${where}, and says so`, () => {
      const offer = cudaOffer(LIBRARIES, machine(change));
      assert.ok("unavailable" in offer);
      assert.match(offer.unavailable, sentence);
    });
  }
});

describe("the pinned packages of CUDA", () => {
  const { packages } = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../../package-lock.json"), "utf8"),
  );

  for (const [platform, prefix] of [
    ["linux-x64", "linux-x64"],
    ["win32-x64", "win-x64"],
  ] as const) {
    it(`are those of package-lock.json that have a checksum there (${platform})`, () => {
      const locked = [`@node-llama-cpp/${prefix}-cuda`, `@node-llama-cpp/${prefix}-cuda-ext`].map(
        (name) => ({ name, ...packages[`node_modules/${name}`] }),
      );
      assert.deepEqual(
        cudaPackages[platform]?.map(({ name, version, integrity }) => ({
          name,
          version,
          integrity,
        })),
        locked
          .filter(({ integrity }) => integrity)
          .map(({ name, version, integrity }) => ({ name, version, integrity })),
      );
    });
  }
});
