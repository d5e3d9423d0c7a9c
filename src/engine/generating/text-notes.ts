/** What a person should know about texts that were written, one sentence each. */
import * as l10n from "@vscode/l10n";
import type { GeneratedText, GenerateRequest } from "../api/protocol.js";

type WrittenText = Omit<GeneratedText, "strength">;

/** Each sentence once, however many of the texts it is about. */
export function textNotes(
  texts: readonly WrittenText[],
  { prompt, sampling }: Pick<GenerateRequest, "prompt" | "sampling">,
): string[] {
  return [
    ...new Set(
      texts.flatMap((text) => [
        ...brokenGuarantees(text),
        ...howItEnded(text, prompt.mode, sampling.maxTokens),
      ]),
    ),
  ];
}

function howItEnded(
  { stop, tokens }: WrittenText,
  mode: GenerateRequest["prompt"]["mode"],
  maxTokens: number,
): string[] {
  // What is written raw ends where it is to end.
  if (mode === "raw") return [];
  if (stop === "repetition") {
    return [l10n.t("The text began to repeat itself, so it was ended there.")];
  }
  if (stop !== "length") return [];
  // A rewrite takes the place of a text, and there is none to go on from.
  if (mode === "rewrite") {
    return [
      tokens >= maxTokens
        ? l10n.t(
            "The text was cut off after {0} tokens, the most allowed for one text; allow more, or ask for less at a time.",
            tokens,
          )
        : l10n.t(
            "The text was cut off after {0} tokens because the model has no room for more; ask for less at a time.",
            tokens,
          ),
    ];
  }
  return [
    tokens >= maxTokens
      ? l10n.t(
          "The text was cut off after {0} tokens, the most allowed for one text; continue it, or allow more.",
          tokens,
        )
      : l10n.t(
          "The text was cut off after {0} tokens because the model has no room for more; continue it.",
          tokens,
        ),
  ];
}

/** A guarantee holds for a finished text; what was cut off before its end says so. */
function brokenGuarantees({ receipt, guarantees, stop, tokens }: WrittenText): string[] {
  if (stop === "stopped") return [];
  return guarantees.flatMap(({ id }) => {
    const line = receipt.lines.find((one) => one.id === id && !one.held);
    if (!line) return [];
    return stop === "length" || stop === "sentence"
      ? l10n.t(
          'The text was cut off after {0} tokens, too early to guarantee "{1}".',
          tokens,
          line.label,
        )
      : l10n.t(
          '"{0}" could not be guaranteed together with everything else that is on.',
          line.label,
        );
  });
}
