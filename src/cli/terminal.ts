/** What a model, a file or a server says, as it is put on a terminal. */

/** In a table or a line: none of it moves the cursor. */
export function inOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, "\uFFFD");
}

/** Of as many lines as it has: a terminal obeys other control characters, and could be made to type. */
export function onTerminal(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, "\uFFFD");
}
