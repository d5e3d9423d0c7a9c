import assert from "node:assert/strict";
import { isKnownArchitecture } from "../../../../src/models/find/architectures.js";

describe("architectures that llama.cpp knows", () => {
  it("are those that node-llama-cpp names, and those that only its llama.cpp does", () => {
    for (const name of ["llama", "gemma4-assistant", "deepseek2-ocr", "nemotron_h", "qwen4exp"]) {
      assert.ok(isKnownArchitecture(name), name);
    }
  });

  it("are no other words", () => {
    for (const name of ["", "(unknown)", "constructor", "Llama", "llama5"]) {
      assert.ok(!isKnownArchitecture(name), name);
    }
  });
});
