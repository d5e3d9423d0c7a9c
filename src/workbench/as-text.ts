/** Words that somebody else chose, where VS Code would read more than words into them. */

/** What stands between the two halves of a link, and of an icon; it has no width. */
const BETWEEN = "\u200b";

/**
 * The text, in which no link and no icon is found: of a notification, a prompt, a list, a status item.
 * There `[text](command:...)` would become a link that runs the command, and `$(name)` an icon; but the
 * names of files, models and presets, what a server answers and what a model writes are only text.
 */
export function asText(text: string): string {
  return text.replaceAll("](", `]${BETWEEN}(`).replaceAll("$(", `$${BETWEEN}(`);
}
