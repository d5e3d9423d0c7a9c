/**
 * When Escape is Tiller's: while a text is written, and where it would do nothing else.
 *
 * A key of an extension goes before all of VS Code's own, and no command can leave a key to the next one
 * nor ask what VS Code shows: there is only the when-clause. So it has to name whatever Escape puts away
 * in VS Code while the keyboard is in a text. The list is made from VS Code's own keys as they are recorded
 * (`npm run default-keys` writes it into package.json), never by hand.
 */
import { defaultKeys, platforms } from "./default-keys.js";
import { canBothHold, cases } from "./when-clause.js";

const OURS = "tiller.streaming && editorTextFocus && !editorSimpleInput";

/** They say where the keyboard is or what VS Code is able to, not what there is to put away. */
const NO_REASONS =
  /^(?:config\..*|chatIsEnabled|(?:agentsVoice|inlineChatHas)\w+|\w*(?:editor|input)(?:Text)?Focus)$/i;

export function escapeClause(): string {
  const reasons = platforms
    .flatMap((platform) => defaultKeys(platform))
    .filter(({ key }) => key === "escape" || key.startsWith("escape "))
    .flatMap(({ when }) => cases(when))
    .filter((theirs) => cases(OURS).some((ours) => canBothHold(ours, theirs)))
    .map((literals) =>
      literals
        .filter(({ relation, value }) => relation === "is" && value === true)
        .map(({ key }) => key)
        .filter((key) => !NO_REASONS.test(key)),
    );
  return `${OURS} && !(${fewest(reasons).join(" || ")})`;
}

/** A few keys, of which each of the reasons has one. */
function fewest(reasons: readonly string[][]): string[] {
  const chosen = new Set<string>();
  for (;;) {
    const left = reasons.filter((keys) => !keys.some((key) => chosen.has(key)));
    if (left.length === 0) return [...chosen].sort();
    // What stands alone has to be named, which may do for others.
    const alone = left.find(({ length }) => length < 2)?.[0];
    chosen.add(alone ?? commonest(left));
  }
}

function commonest(reasons: readonly string[][]): string {
  const times = (key: string) => reasons.filter((keys) => keys.includes(key)).length;
  const [first] = [...new Set(reasons.flat())].sort((a, b) => times(b) - times(a));
  if (first === undefined) throw new Error("A key of VS Code's gives no reason to name.");
  return first;
}
