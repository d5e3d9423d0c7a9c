/** What keeps a rewrite from being made or accepted, as a person is told. */
import * as vscode from "vscode";
import type { ProtectedSpan, SpanKind } from "../../text/span.js";
import { openSetting } from "../state/problems.js";
import type { Problem } from "../state/writing-state.js";

export const nothingToRewrite = (): Problem => ({
  message: vscode.l10n.t(
    "There is no text to rewrite here; select some, or place the cursor in a paragraph.",
  ),
});

export const stillWriting = (): Problem => ({
  message: vscode.l10n.t(
    "The new text is still being written; wait until it is finished, or press Escape to stop it.",
  ),
});

export const alwaysTheSame = (): Problem => ({
  message: vscode.l10n.t(
    "At temperature 0 the model writes the same text again; raise the temperature to get a different one.",
  ),
  action: openSetting("tiller.temperature"),
});

export const nothingSteers = (): Problem => ({
  message: vscode.l10n.t(
    "Nothing was switched on for this text, so there is nothing to make stronger or weaker; switch on a constraint and rewrite it again.",
  ),
});

export const atTheLimit = (): Problem => ({
  message: vscode.l10n.t("Every dial is already at its limit."),
});

export const notAccepted = (): Problem => ({
  message: vscode.l10n.t(
    "The document could not be changed; if it is read-only, make it writable and accept again.",
  ),
});

/** A person has changed the text that they have rejected now. */
export const rejectedWithTheirs = (document: vscode.TextDocument): Problem => ({
  message: vscode.l10n.t("What you typed into the new text is gone with it; Undo brings it back."),
  action: {
    title: vscode.l10n.t("Undo"),
    run: async () => {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("undo");
    },
  },
});

/** Why a rewrite cannot be accepted. */
export function lostProblem({ kind, text }: ProtectedSpan): Problem {
  return { message: MISSING[kind](oneLine(text)) };
}

const MISSING: Record<SpanKind, (text: string) => string> = {
  link: (text) => vscode.l10n.t("The link {0} is missing; press Again, or put it back.", text),
  citation: (text) =>
    vscode.l10n.t("The citation {0} is missing; press Again, or put it back.", text),
  reference: (text) =>
    vscode.l10n.t("The reference {0} is missing; press Again, or put it back.", text),
  footnote: (text) =>
    vscode.l10n.t("The footnote {0} is missing; press Again, or put it back.", text),
  code: (text) => vscode.l10n.t("The code {0} is missing; press Again, or put it back.", text),
  math: (text) => vscode.l10n.t("The formula {0} is missing; press Again, or put it back.", text),
  placeholder: (text) =>
    vscode.l10n.t("The placeholder {0} is missing; press Again, or put it back.", text),
  frontMatter: (text) =>
    vscode.l10n.t("The front matter {0} is missing; press Again, or put it back.", text),
  markup: (text) => vscode.l10n.t("The markup {0} is missing; press Again, or put it back.", text),
};

const LONGEST = 60;

function oneLine(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
