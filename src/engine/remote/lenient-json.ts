/** JSON as servers write it: Python's writes numbers that JSON has no form for. */

/** A string, which stays as it is, or a number that is none. */
const NO_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs;

/** @returns undefined for what is no JSON even so */
export function lenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Below.
  }
  try {
    return JSON.parse(text.replace(NO_NUMBER, (found) => (found[0] === '"' ? found : "null")));
  } catch {
    return undefined;
  }
}
