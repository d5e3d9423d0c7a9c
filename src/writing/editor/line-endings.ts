/** Line endings of texts that come from a document, and of those that go into one. */

/** With "\n", which is what models have seen. */
export function withPlainLineEndings(text: string): string {
  return withLineEndings(text, "\n");
}

/** With the line ending given, whichever it had. */
export function withLineEndings(text: string, lineEnding: "\n" | "\r\n"): string {
  return text.replace(/\r\n?|\n/g, lineEnding);
}
