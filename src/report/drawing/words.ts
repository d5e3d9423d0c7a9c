/** Names for the things in an evaluation. */
import type { Evaluation, UsedChoice } from "../../evaluation/results.js";
import { decimal } from "./numbers.js";

export const POSITION_LABELS = {
  all: "all tokens",
  "from-last": "from the last prompt token on",
  "last-only": "last prompt token only",
} as const;

export const OPERATION_LABELS = {
  add: "add",
  target: "target (projection moved to the mean)",
  raise: "raise (projection only ever raised)",
} as const;

/** "layer 5, target, all tokens, strength 1.2" */
export function choiceText(choice: UsedChoice | undefined): string {
  if (choice === undefined) return "not recorded";
  if (choice === "off") return "off: steering did not help";
  const { layer, operation, positions, strength } = choice;
  return `layer ${layer}, ${operation}, ${POSITION_LABELS[positions]}, strength ${decimal(strength)}`;
}

/** A model's name by its key. */
export function modelName({ models }: Evaluation, key: string): string {
  return models.find((model) => model.key === key)?.name ?? key;
}
