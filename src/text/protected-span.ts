/** A place in a text: a half-open range of UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The kinds of text that a rewrite must leave unchanged. */
export type SpanKind =
  | "link"
  | "citation"
  | "reference"
  | "footnote"
  | "code"
  | "math"
  | "placeholder"
  | "frontMatter"
  | "markup";

/** A part of a text that must survive, and its kind. */
export interface ProtectedSpan extends TextRange {
  readonly kind: SpanKind;
  readonly text: string;
}
