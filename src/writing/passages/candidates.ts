/** The texts for one passage, one of which is shown. */
import type { GeneratedText, GenerateRequest } from "../../engine/api/protocol.js";

/** The variants of a passage: unsteered, lighter, calibrated, stronger. */
export const VARIANT_STRENGTHS: readonly number[] = [0, 0.5, 1, 1.5];

/** Which of a request's texts goes into the document while it is written: the calibrated one. */
export function streamedIndex(strengths: readonly number[]): number {
  return Math.max(0, strengths.indexOf(1));
}

interface Candidate {
  readonly generated: GeneratedText;
  readonly request: GenerateRequest;
  /** As it was left: what a person changed in it comes back with it. */
  text: string;
}

export class Candidates {
  private readonly made: Candidate[] = [];
  private current = 0;

  /** @param isBeside white space at the edges of a text would add to what separates it from another */
  constructor(private readonly isBeside: boolean) {}

  get length(): number {
    return this.made.length;
  }

  get generated(): readonly GeneratedText[] {
    return this.made.map(({ generated }) => generated);
  }

  /** Index of the one that is shown. */
  get shown(): number {
    return this.current;
  }

  /** What made the one that is shown. */
  get request(): GenerateRequest | undefined {
    return this.made[this.current]?.request;
  }

  /** As it was left, or as it was written. */
  text(index: number): string | undefined {
    return this.made[index]?.text;
  }

  /** Takes texts that nobody has seen yet; none where there is nothing to show. */
  add(texts: readonly GeneratedText[], request: GenerateRequest): void {
    for (const generated of texts) {
      const text = this.isBeside ? generated.text.trim() : generated.text;
      if (text.trim() !== "") this.made.push({ generated, request, text });
    }
  }

  /** Takes the texts of one request, of which the streamed one is shown, as `text`. */
  addStreamed(texts: readonly GeneratedText[], request: GenerateRequest, text: string): void {
    const at = streamedIndex(request.strengths);
    const generated = texts[at];
    this.add(texts.slice(0, at), request);
    if (generated) this.current = this.made.push({ generated, request, text }) - 1;
    this.add(texts.slice(at + 1), request);
  }

  /** Another one is shown. */
  show(index: number): void {
    this.current = index;
  }

  /** The shown one is left as `text`. */
  leave(text: string): void {
    const candidate = this.made[this.current];
    if (candidate) candidate.text = text;
  }

  /** After an undo, `text` is shown: it may be another one's. */
  recognise(text: string): void {
    if (text === this.text(this.current)) return;
    const index = this.made.findIndex((candidate) => candidate.text === text);
    if (index >= 0) this.current = index;
  }
}
