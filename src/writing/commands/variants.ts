/** The command that shows what steering does to one passage: the same seed, steered differently. */
import * as vscode from "vscode";
import { VARIANT_STRENGTHS } from "../passages/candidates.js";
import { Passage } from "../passages/passage.js";
import { inView, tell } from "../state/activity.js";
import * as problems from "../state/problems.js";
import type { PassageSources } from "../streaming/sources.js";
import type { Writer } from "../streaming/writer.js";

/**
 * Registers `Tiller: Variants`.
 *
 * At a text of Tiller's they are variants of that text, elsewhere of what would come at the cursor.
 */
export function registerVariantsCommand(
  sources: PassageSources,
  writer: Writer,
): vscode.Disposable {
  const { turns, passages, state, selected } = sources;
  return vscode.commands.registerCommand("tiller.variants", async (given?: unknown) => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return tell(state, problems.noEditor());
    await turns.stop();
    const { document, selection } = editor;
    const passage = given instanceof Passage ? given : passages.at(document, selection.active);
    const { constraints } = passage?.request?.selection ?? selected();
    if (constraints.length === 0) return tell(state, problems.nothingSwitchedOn());
    if (passage) await complete(sources, passage);
    else await writer.continue(editor, VARIANT_STRENGTHS);
  });
}

/** Makes the variants that the passage does not have; when it has all, shows the next one. */
async function complete({ engine, turns, state }: PassageSources, passage: Passage): Promise<void> {
  const has = (strength: number) => passage.candidates.some((text) => text.strength === strength);
  const strengths = VARIANT_STRENGTHS.filter((strength) => !has(strength));
  const { request } = passage;
  if (strengths.length === 0 || !request) {
    await vscode.commands.executeCommand("tiller.nextVariant", passage);
    return;
  }
  const others = { ...request, strengths };
  try {
    await turns.take((signal) =>
      inView(state, async (say) => {
        say(vscode.l10n.t("Writing variants"));
        const { status, result } = await engine.request(others, { signal });
        if (status === "done") passage.add(result.texts, others);
      }),
    );
  } catch (error) {
    tell(state, problems.failed(error));
  }
}
