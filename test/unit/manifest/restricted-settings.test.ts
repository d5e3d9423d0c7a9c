import assert from "node:assert/strict";
import * as z from "zod";
import { readText } from "./manifest.js";

/**
 * Settings that a workspace which nobody trusts may choose, because they are checked names, numbers
 * and words that only say how a text is when a person has asked for one.
 *
 * A new setting stands here, or it is the person's own: what names a model, a file, a folder, an
 * address or a device, takes memory, or has something done unasked is no workspace's.
 */
const ANY_WORKSPACE = [
  "tiller.constraints",
  "tiller.dry.allowedLength",
  "tiller.dry.base",
  "tiller.dry.multiplier",
  "tiller.dry.penaltyLastN",
  "tiller.dry.sequenceBreakers",
  "tiller.maxTokens",
  "tiller.minP",
  "tiller.receiptInText",
  "tiller.repeatLastN",
  "tiller.repeatPenalty",
  "tiller.seed",
  "tiller.tell",
  "tiller.temperature",
  "tiller.topK",
  "tiller.topP",
];

/** Constraints are parsed, and what breaks a sequence is short and compared with tokens only. */
const TEXTS = ["tiller.constraints", "tiller.dry.sequenceBreakers"];

const { capabilities, contributes } = z
  .object({
    capabilities: z.object({
      untrustedWorkspaces: z.object({
        supported: z.literal("limited"),
        restrictedConfigurations: z.array(z.string()),
      }),
    }),
    contributes: z.object({
      configuration: z.object({
        properties: z.record(z.string(), z.looseObject({ scope: z.string() })),
      }),
    }),
  })
  .parse(JSON.parse(readText("package.json")));

const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
const settings = Object.entries(contributes.configuration.properties);
const own = settings.filter(([name]) => !ANY_WORKSPACE.includes(name));

describe("settings", () => {
  it("are the person's own, or are named here as any workspace's", () => {
    // VS Code ignores what an untrusted workspace says of a restricted setting.
    assert.deepEqual(
      own.map(([name]) => name).sort(),
      [...restricted].sort(),
      "take a side: restrictedConfigurations in package.json, or ANY_WORKSPACE here",
    );
    for (const name of ANY_WORKSPACE)
      assert.ok(
        settings.some(([one]) => one === name),
        name,
      );
  });

  it("that name or take something of the machine are the machine's", () => {
    const others = own.filter(([, { scope }]) => !/^machine(?:-overridable)?$/.test(scope));
    // It says only when a person is offered something.
    assert.deepEqual(
      others.map(([name]) => name),
      ["tiller.suggestions"],
    );
  });

  it("that bring text or files elsewhere are no workspace's, trusted or not", () => {
    for (const name of ["tiller.serverVectors", "tiller.downloadFolder"]) {
      assert.equal(contributes.configuration.properties[name]?.scope, "machine", name);
    }
  });

  it("that are any workspace's hold no free text, but what is known to do nothing", () => {
    for (const name of ANY_WORKSPACE.filter((one) => !TEXTS.includes(one))) {
      const setting = contributes.configuration.properties[name];
      const types = [setting?.type].flat();
      const isClosed = types.every((type) =>
        ["boolean", "integer", "number", "null"].includes(String(type)),
      );
      assert.ok(isClosed || setting?.enum, name);
    }
  });
});
