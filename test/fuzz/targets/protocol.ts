/** Messages between the engine and its clients, in both directions. */
import assert from "node:assert/strict";
import type * as z from "zod";
import {
  fromEngineSchema,
  requestTable,
  toEngineSchema,
} from "../../../src/engine/api/protocol.js";
import { type FuzzTarget, json, jsonIn } from "../target.js";

const selection = { constraints: [{ id: "punctuation:no_comma" }], tell: true };
const model = {
  path: "/models/harbour.gguf",
  name: "harbour",
  layers: 3,
  width: 4,
  contextSize: 1024,
  device: "CPU",
};

export const target: FuzzTarget = {
  seeds: [
    json({
      type: "request",
      id: 1,
      request: {
        kind: "generate",
        model: model.path,
        prompt: { mode: "chat", messages: [{ role: "user", text: "Describe a fox." }] },
        selection,
        strengths: [0, 1],
        controlVectors: [{ file: "/v.gguf", scale: 1, firstLayer: 1, lastLayer: 2 }],
        sampling: { temperature: 0, seed: 0, maxTokens: 8 },
      },
    }),
    json({
      type: "request",
      id: 2,
      request: {
        kind: "texts",
        model: model.path,
        maxTokens: 8,
        cases: [{ prompt: { mode: "raw", text: "A" }, selection, strength: 1, choices: {} }],
      },
    }),
    json({ type: "cancel", id: 1 }),
    json({ type: "model", model }),
    json({ type: "progress", id: 1, progress: { message: "Loading", fraction: 0.5 } }),
    json({ type: "text", id: 1, index: 0, text: "A fox" }),
    json({
      type: "written",
      id: 2,
      index: 0,
      written: {
        text: "A fox",
        tokens: 2,
        stop: "end",
        receipt: { lines: [], held: 0, failed: 0 },
        guarantees: [],
        choices: {},
        negativeLogLikelihood: 1.5,
        repetition: 0,
      },
    }),
    json({ type: "failed", id: 1, failure: { code: "internal", message: "It failed." } }),
    json({
      type: "done",
      id: 1,
      result: {
        model,
        notes: [],
        promptTokens: 5,
        texts: [
          {
            strength: 1,
            text: "A fox",
            tokens: 2,
            stop: "end",
            receipt: { constraints: [] },
            steering: [],
            guarantees: [],
          },
        ],
      },
    }),
  ],
  isJson: true,

  check(input) {
    const value = jsonIn(input);
    for (const schema of [toEngineSchema, fromEngineSchema]) {
      const message = schema.safeParse(value);
      if (!message.success) continue;
      assert.deepEqual(schema.parse(structuredClone(message.data)), message.data);
      if (!("result" in message.data)) continue;
      for (const { result } of Object.values(requestTable) as { result: z.ZodType }[]) {
        const read = result.safeParse(message.data.result);
        if (read.success) assert.deepEqual(result.parse(read.data), read.data);
      }
    }
  },
};
