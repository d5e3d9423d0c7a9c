/** Text from outside inside a sentence for a person: in one line, and of a length that can be read. */
export function quoted(text: string, most = 100): string {
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length > most || text.length > 4 * most ? `${line.slice(0, most)}…` : line;
}
