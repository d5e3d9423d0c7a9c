/** The command that writes a text again until it holds what it failed. */
import * as vscode from "vscode";
import type { GeneratedText } from "../../engine/api/protocol.js";
import { Passage } from "../passages/passage.js";
import { inView, type Say, tell } from "../state/activity.js";
import * as problems from "../state/problems.js";
import type { PassageSources } from "../streaming/sources.js";
import { best, retryOf } from "../streaming/variations.js";

const MAX_TRIES = 3;

/** Registers `Tiller: Retry What Failed`. */
export function registerRetryCommand(sources: PassageSources): vscode.Disposable {
  const { turns, passages, state } = sources;
  return vscode.commands.registerCommand("tiller.retry", async (given?: unknown) => {
    const passage = given instanceof Passage ? given : passages.current;
    if (!passage) return tell(state, problems.nothingOfTillers());
    try {
      await turns.take((signal) => inView(state, (say) => retry(sources, passage, signal, say)));
    } catch (error) {
      tell(state, problems.failed(error));
    }
  });
}

/** The tries are made out of sight: the document changes once, and only for a better text. */
async function retry(
  { engine, state }: PassageSources,
  passage: Passage,
  signal: AbortSignal,
  say: Say,
): Promise<void> {
  const tries: GeneratedText[] = [];
  let { request } = passage;
  const first = passage.candidates[passage.shown];
  if (!request || !first) return tell(state, problems.nothingOfTillers());
  if (first.receipt.failed === 0) return tell(state, problems.nothingFailed());
  let last = first;
  while (tries.length < MAX_TRIES && last.receipt.failed > 0 && !passage.isOver) {
    request = retryOf(request, last.receipt);
    say(vscode.l10n.t("Retry {0} of {1}", tries.length + 1, MAX_TRIES), tries.length / MAX_TRIES);
    const { status, result } = await engine.request(request, { signal });
    const [text] = result?.texts ?? [];
    if (status === "cancelled" || !text) break;
    passage.add([text], request);
    tries.push(text);
    last = text;
  }
  const kept = best(first, tries);
  // What the person chose meanwhile stays.
  if (passage.candidates[passage.shown] !== first) return;
  if (kept !== first) await passage.show(passage.candidates.indexOf(kept));
  else if (tries.length === MAX_TRIES) tell(state, problems.noneBetter(MAX_TRIES));
}
