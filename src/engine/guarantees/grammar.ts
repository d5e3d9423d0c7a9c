/**
 * A grammar that the tokens of a text follow from the first to the last, so that it can only end when
 * it is complete.
 *
 * node-llama-cpp takes a grammar as a part of its sampling, where it acts unseen. To tell how often it
 * had to, it is asked here about single tokens instead, which node-llama-cpp can do but does not
 * declare.
 */
import { LlamaGrammarEvaluationState, type LlamaModel, type Token } from "node-llama-cpp";
import type { GuaranteeKind } from "../../constraints/definition/constraint.js";
import type { Guarantee } from "../decoding/text-rule.js";
import { addonStateOf, type Bindings, bindingsWith } from "../hook/llama-internals.js";

/**
 * An object or an array (RFC 8259, in GBNF). Space before it is allowed, because some models begin
 * every answer with one, none after it. Runs of space and of digits are bounded, for a model may go
 * on with them for ever.
 */
const JSON_TEXT = String.raw`
root    ::= ws (object | array)
value   ::= object | array | string | number | "true" | "false" | "null"
object  ::= "{" ws (member (ws "," ws member)*)? ws "}"
member  ::= string ws ":" ws value
array   ::= "[" ws (value (ws "," ws value)*)? ws "]"
string  ::= "\"" (
  [^"\\\x7F\x00-\x1F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})
)* "\""
number  ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,3})?
ws      ::= | " " | "\n" [ \t]{0,20}
`;

export class Grammar implements Guarantee {
  readonly kind: GuaranteeKind = "grammar";
  private state: LlamaGrammarEvaluationState;
  private followed = 0;

  private constructor(
    readonly id: string,
    private readonly functions: Bindings["AddonSampler"],
    private readonly beginning: LlamaGrammarEvaluationState,
  ) {
    this.state = beginning.clone();
  }

  /** The grammar of a JSON object or array. */
  static async json(id: string, model: LlamaModel): Promise<Grammar> {
    const grammar = await model.llama.createGrammar({ grammar: JSON_TEXT });
    const { AddonSampler } = bindingsWith(model, "AddonSampler");
    const state = new LlamaGrammarEvaluationState({ model, grammar });
    return new Grammar(id, AddonSampler, state);
  }

  mayFollow(token: Token): boolean {
    return this.functions.canBeNextTokenForGrammarEvaluationState(addonStateOf(this.state), token);
  }

  follow(tokens: readonly Token[]): void {
    if (tokens.length <= this.followed) {
      this.state = this.beginning.clone();
      this.followed = 0;
    }
    for (const token of tokens.slice(this.followed)) {
      this.functions.acceptGrammarEvaluationStateToken(addonStateOf(this.state), token);
    }
    this.followed = tokens.length;
  }
}
