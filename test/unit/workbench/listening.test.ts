import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { abortedBy } from "../../../src/workbench/listening.js";

function token(isCancellationRequested: boolean) {
  const listeners: (() => void)[] = [];
  const onCancellationRequested = (listener: () => void) => {
    listeners.push(listener);
    return { dispose() {} };
  };
  return {
    token: { isCancellationRequested, onCancellationRequested } as vscode.CancellationToken,
    cancel: () => listeners.forEach((listener) => void listener()),
  };
}

describe("a signal for a token", () => {
  it("aborts when the token is cancelled", () => {
    const { token: waiting, cancel } = token(false);
    const signal = abortedBy(waiting);
    assert.equal(signal.aborted, false);
    cancel();
    assert.equal(signal.aborted, true);
  });

  it("is aborted where the token was cancelled before", () => {
    assert.equal(abortedBy(token(true).token).aborted, true);
  });
});
