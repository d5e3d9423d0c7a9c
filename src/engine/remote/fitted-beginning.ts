/** The beginning of an answer, fitted to the text that it continues. */
import type { Join } from "./server-prompt.js";

/** @returns fits the pieces of one answer, in their order */
export function fitted(join: Join | undefined): (piece: string) => string {
  let isFirst = true;
  return (piece) => {
    if (!isFirst || piece === "") return piece;
    isFirst = false;
    switch (join) {
      case "drop-space":
        return piece.replace(/^[ \t]/, "");
      case "add-space":
        return /^[\p{L}\p{N}"'“‘(]/u.test(piece) ? ` ${piece}` : piece;
      default:
        return piece;
    }
  };
}
