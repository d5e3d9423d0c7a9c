/** The guarantees of a selection: what each constraint claims, made certain in the declared way. */
import type { LlamaModel } from "node-llama-cpp";
import { findDeclaration } from "../../constraints/declarations.js";
import type { Selection } from "../../constraints/selection.js";
import type { Guarantee } from "../decoding/text-rule.js";
import { Ban } from "./ban.js";
import { Grammar } from "./grammar.js";
import { SentenceCount } from "./sentence-count.js";

/** Guarantees for one text: of the constraints that are on with theirs, in the selection's order. */
export async function guaranteesFor(model: LlamaModel, selection: Selection): Promise<Guarantee[]> {
  const guarantees: Guarantee[] = [];
  for (const { id, args, guarantee } of selection.constraints) {
    if (!guarantee) continue;
    const declaration = findDeclaration(id);
    const claims = declaration.claims(args);
    switch (declaration.guarantee) {
      case "grammar":
        guarantees.push(await Grammar.json(id, model));
        break;
      case "ban":
        guarantees.push(
          new Ban(
            id,
            claims.flatMap((claim) => (claim.kind === "forbid" ? claim.phrase : [])),
          ),
        );
        break;
      case "stop":
        for (const claim of claims) {
          if (claim.kind === "count" && claim.unit === "sentences") {
            guarantees.push(new SentenceCount(id, claim.min, claim.max));
          }
        }
        break;
    }
  }
  return guarantees;
}
