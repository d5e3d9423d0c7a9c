/** Makes outside text fit for a sentence shown to people: on one line, and short enough to read. */
export function quoted(text: string, most = 100): string {
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length > most || text.length > 4 * most ? `${line.slice(0, most)}…` : line;
}
