/** A place in a text: a half-open range of UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
}

/** What a part of a text is that a rewrite must leave as it is. */
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

/** A part of a text that must survive, and what it is. */
export interface ProtectedSpan extends Span {
  readonly kind: SpanKind;
  readonly text: string;
}
