/**
 * Whether a text was steered to capitals: nine of ten of its letters are. How well a model holds to it
 * is measured by the evaluation; a word of a small model's may slip.
 */
export function isInCapitals(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = letters.filter((letter) => letter === letter.toUpperCase());
  return letters.length > 0 && capitals.length >= letters.length * 0.9;
}
