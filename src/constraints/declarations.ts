/**
 * Every constraint as it is shown, asked for and stored: what a page or an activating extension needs.
 * What is done with texts comes in with `catalogue.ts`.
 */
import { type Declaration, type Family, UnknownConstraintError } from "./definition/constraint.js";
import { caseDeclarations } from "./families/case.js";
import { contentDeclarations } from "./families/content.js";
import { formatDeclarations } from "./families/format.js";
import { keywordDeclarations } from "./families/keywords.js";
import { languageDeclarations } from "./families/language.js";
import { lengthDeclarations } from "./families/length.js";
import { shapeDeclarations } from "./families/shape.js";

interface DeclaredFamily {
  readonly name: Family;
  /** For a person, in English. */
  readonly title: string;
  readonly declarations: readonly Declaration[];
}

/** In the order in which a person is shown them, as the constraints of each are. */
export const families: readonly DeclaredFamily[] = [
  { name: "case", title: "Case", declarations: caseDeclarations },
  { name: "shape", title: "Shape", declarations: shapeDeclarations },
  { name: "format", title: "Format", declarations: formatDeclarations },
  { name: "length", title: "Length", declarations: lengthDeclarations },
  { name: "keywords", title: "Words", declarations: keywordDeclarations },
  { name: "content", title: "Content", declarations: contentDeclarations },
  { name: "language", title: "Language", declarations: languageDeclarations },
];

export const declarations: readonly Declaration[] = families.flatMap(
  (family) => family.declarations,
);

const byId = new Map(declarations.map((declaration) => [declaration.id, declaration]));

/**
 * The declaration with this id.
 *
 * @throws UnknownConstraintError naming the id and the nearest known ones.
 */
export function findDeclaration(id: string): Declaration {
  const declaration = byId.get(id);
  if (!declaration) throw new UnknownConstraintError(id, [...byId.keys()]);
  return declaration;
}
