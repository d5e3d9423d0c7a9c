/**
 * VS Code's when-clauses, as far as it takes to say whether two of them can hold at once. Whatever is
 * not known to exclude one another is taken to go together.
 */

/** Something that a clause says of one context key. */
interface Literal {
  key: string;
  relation: "is" | "is not";
  /** `true` where the key alone is asked for. */
  value: string | true;
}

/** Everything in it must hold. */
export type Case = readonly Literal[];

/** What else holds where a text editor has the keyboard. */
const WITH_EDITOR_FOCUS = ["editorFocus", "textInputFocus", "inputFocus"];

/** What cannot hold there: the keyboard is in one place at a time. */
const WITHOUT_EDITOR_FOCUS = [
  "bannerFocused",
  "breadcrumbsActive",
  "chatFindInputFocused",
  "chatFindWidgetFocused",
  "chatInputHasFocus",
  "commentsFilterFocus",
  "inQuickInput",
  "inQuickOpen",
  "listFocus",
  "notebookOutputFocused",
  "notificationFocus",
  "outputFilterFocus",
  "problemsFilterFocus",
  "replaceInputBoxFocus",
  "statusBarFocused",
  "stickyScrollFocused",
  "terminalChatFocus",
  "terminalFocus",
  "terminalFocusInAny",
  // Editors that show no text document.
  "inKeybindings",
  "inModelsEditor",
  "inSettingsEditor",
  "inWelcome",
];

/** Whether there may be a state of the editor in which both hold; no clause always holds. */
export function canHoldTogether(one: string | undefined, other: string | undefined): boolean {
  return cases(one).some((mine) => cases(other).some((theirs) => canBothHold(mine, theirs)));
}

/** Whether there may be a state of the editor in which both hold. */
export function canBothHold(one: Case, other: Case): boolean {
  return !contradict(completed(one), completed(other));
}

/** With what follows from the keyboard being in a text. */
function completed(literals: Case): Case {
  const isInText = ({ key, relation }: Literal) => key === "editorTextFocus" && relation === "is";
  if (!literals.some(isInText)) return literals;
  return [
    ...literals,
    ...WITH_EDITOR_FOCUS.map((key): Literal => ({ key, relation: "is", value: true })),
    ...WITHOUT_EDITOR_FOCUS.map((key): Literal => ({ key, relation: "is not", value: true })),
  ];
}

function contradict(mine: Case, theirs: Case): boolean {
  return mine.some((one) => theirs.some((other) => excludeEachOther(one, other)));
}

function excludeEachOther(one: Literal, other: Literal): boolean {
  if (one.key !== other.key) return false;
  if (one.relation === "is" && other.relation === "is") {
    return one.value !== true && other.value !== true && one.value !== other.value;
  }
  if (one.relation === other.relation) return false;
  const [is, isNot] = one.relation === "is" ? [one, other] : [other, one];
  // A key that has any value is true.
  return isNot.value === true || is.value === isNot.value;
}

/** The clause as alternatives. Of parentheses, which VS Code's own have none of, it knows `!(a || b)`. */
export function cases(clause: string | undefined): Case[] {
  if (!clause) return [[]];
  const flat = clause.replaceAll(/!\(([^()&=~]+)\)/g, (_, keys: string) =>
    keys
      .split("||")
      .map((key) => `!${key.trim()}`)
      .join(" && "),
  );
  return split(flat, "||").map((alternative) => split(alternative, "&&").flatMap(literal));
}

/** Not inside a regular expression, which has bars of its own. */
function split(clause: string, operator: "||" | "&&"): string[] {
  const parts: string[] = [""];
  for (const piece of clause.split(/(=~ \/(?:\\.|[^/\\])+\/[a-z]*|\|\||&&)/)) {
    if (piece === operator) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim());
}

/** A comparison that is neither of equality nor with a list of values is left out: it may hold. */
function literal(text: string): Literal[] {
  if (text.includes("(") && !text.includes("=~")) throw new Error(`Not understood: ${text}`);
  const found = /^(!?)([^\s!=<>]+)(?: (==|!=) '?([^']*)'?)?$/.exec(text);
  const [, not, key, operator, value] = found ?? [];
  if (key === undefined) return [];
  if (operator === undefined) return [{ key, relation: not ? "is not" : "is", value: true }];
  return [{ key, relation: operator === "==" ? "is" : "is not", value: value ?? "" }];
}
