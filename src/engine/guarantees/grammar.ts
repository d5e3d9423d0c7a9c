/**
 * A grammar that the tokens of a text follow from the first to the last, so that it can only end when
 * it is complete.
 *
 * node-llama-cpp takes a grammar as a part of its sampling, where it acts unseen. To tell how often it
 * had to, it is asked here about single tokens instead, which node-llama-cpp can do but does not
 * declare; only this, `hooked-context.ts` and `prompting/chat-template.ts` know its private members.
 */
import { LlamaGrammarEvaluationState, type LlamaModel, type Token } from "node-llama-cpp";
import type { GuaranteeKind } from "../../constraints/definition/constraint.js";
import type { Guarantee } from "../decoding/text-rule.js";

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

/** The native functions on the state of a grammar. */
interface GrammarFunctions {
  acceptGrammarEvaluationStateToken(state: object, token: Token): void;
  canBeNextTokenForGrammarEvaluationState(state: object, token: Token): boolean;
}

interface ModelInternals {
  _llama: { _bindings: { AddonSampler: GrammarFunctions } };
}

export class Grammar implements Guarantee {
  readonly kind: GuaranteeKind = "grammar";
  private state: LlamaGrammarEvaluationState;
  private followed = 0;

  private constructor(
    readonly id: string,
    private readonly functions: GrammarFunctions,
    private readonly beginning: LlamaGrammarEvaluationState,
  ) {
    this.state = beginning.clone();
  }

  /** The grammar of a JSON object or array. */
  static async json(id: string, model: LlamaModel): Promise<Grammar> {
    const grammar = await model.llama.createGrammar({ grammar: JSON_TEXT });
    const { AddonSampler } = (model as unknown as ModelInternals)._llama._bindings;
    const state = new LlamaGrammarEvaluationState({ model, grammar });
    return new Grammar(id, AddonSampler, state);
  }

  mayFollow(token: Token): boolean {
    return this.functions.canBeNextTokenForGrammarEvaluationState(nativeState(this.state), token);
  }

  follow(tokens: readonly Token[]): void {
    if (tokens.length <= this.followed) {
      this.state = this.beginning.clone();
      this.followed = 0;
    }
    for (const token of tokens.slice(this.followed)) {
      this.functions.acceptGrammarEvaluationStateToken(nativeState(this.state), token);
    }
    this.followed = tokens.length;
  }
}

function nativeState(state: LlamaGrammarEvaluationState): object {
  return (state as unknown as { _state: object })._state;
}
