/** A server's model that requests run on, and what is known of it. */
import { isDeepStrictEqual } from "node:util";
import * as l10n from "@vscode/l10n";
import { modelNameAtOnce } from "../../models/model-name.js";
import {
  formatModelReference,
  isPrivate,
  originOf,
  type ServerModel,
} from "../../models/model-reference.js";
import type { ServerAccess } from "../../models/server-access.js";
import { quoted } from "../../text/quoted.js";
import { RequestFailure } from "../api/failure.js";
import type { ModelDescription } from "../api/protocol.js";
import type { AnswerEnd } from "./answer-parts.js";
import {
  afterRefusal,
  FIRST_MANNER,
  isTooLong,
  type Manner,
  type Refused,
  remembered,
} from "./manner.js";
import { ServerClient } from "./server-client.js";
import { modelNames, type ServerFacts, serverFacts } from "./server-facts.js";
import { notAnApi, refused, ServerFailure } from "./server-failure.js";

/** A request for a text, in one manner. */
export interface Asked extends Refused {
  path: string;
  body: object;
}

/** A piece of a text, or its end. */
export type WrittenPart = { text: string } | { end: AnswerEnd };

/** What requests to a model take along beside what is asked. */
export interface Terms {
  access: ServerAccess;
  /** Most tokens of the context, where a person says so. */
  contextSize?: number | undefined;
}

/** How models of servers take to be asked, by their references; kept as long as the process lives. */
export type Manners = Map<string, Manner>;

/** So often at most one text is asked for. */
const MOST_ATTEMPTS = 16;
/** So much of a list of models is shown. */
const MOST_SAID = 500;

export class RemoteModel {
  private constructor(
    readonly reference: ServerModel,
    private readonly client: ServerClient,
    readonly facts: ServerFacts,
    private readonly terms: Terms,
    private readonly manners: Manners,
  ) {}

  /**
   * Asks the server what it can do.
   *
   * @param manners what earlier requests to any model have shown; what this one shows is added
   * @throws RequestFailure also when text would go to it unencrypted and nobody has agreed
   */
  static async open(
    reference: ServerModel,
    terms: Terms,
    manners: Manners,
    signal: AbortSignal,
  ): Promise<RemoteModel> {
    const client = clientFor(reference, terms.access);
    const facts = await serverFacts(client, reference.model, signal);
    return new RemoteModel(reference, client, facts, terms, manners);
  }

  get host(): string {
    return this.client.host;
  }

  /** Whether it is what such a request would open. */
  isFor({ baseUrl, model }: ServerModel, { access, contextSize }: Terms): boolean {
    return (
      this.reference.baseUrl === baseUrl &&
      this.reference.model === model &&
      this.terms.access.key === access.key &&
      this.terms.access.unencrypted === access.unencrypted &&
      this.terms.contextSize === contextSize
    );
  }

  /**
   * Tokens that the model reads at once, answer included: what the server says, or what it turned out to
   * be, and never more than the person wants. Undefined when nobody says anything.
   */
  contextSize({ contextSize: shown }: Manner = this.manner): number | undefined {
    const known = [this.facts.contextSize, shown, this.terms.contextSize];
    const sizes = known.filter((size) => size !== undefined);
    return sizes.length > 0 ? Math.min(...sizes) : undefined;
  }

  describe(): ModelDescription {
    const path = this.name;
    return {
      path,
      name: modelNameAtOnce(path),
      layers: 0,
      width: 0,
      contextSize: this.contextSize() ?? 0,
      device: l10n.t("server {0}", this.host),
      server: this.host,
    };
  }

  /**
   * Streams a text and how it ended, asked for in the first manner that the server does not refuse.
   *
   * @param asking what is asked for in a manner
   * @param onChosen is called before the first part with what is answered, and those of its fields that
   *   are left out since now
   * @throws RequestFailure when there is no text
   */
  async *answer<A extends Asked>(
    asking: (manner: Manner) => A,
    signal: AbortSignal,
    onChosen: (asked: A, newlyLeftOut: readonly string[]) => void,
  ): AsyncGenerator<WrittenPart> {
    const first = this.manner;
    let manner = first;
    for (let attempt = 1; ; attempt++) {
      const asked = asking(manner);
      const choose = (change: Partial<Manner>) => {
        this.manners.set(this.name, remembered({ ...manner, ...change }));
        onChosen(
          asked,
          manner.leftOut.filter((field) => !first.leftOut.includes(field)),
        );
      };
      const failure = yield* this.attempt(asked, signal, choose);
      if (!failure) return;
      const next = attempt < MOST_ATTEMPTS ? nextManner(manner, failure, asked) : undefined;
      if (!next || isSame(asking(next), asked)) throw this.explained(failure);
      manner = next;
    }
  }

  /** @returns why there is no text; undefined when there is one, or the model had nothing to say */
  private async *attempt(
    { path, body }: Asked,
    signal: AbortSignal,
    choose: (change: Partial<Manner>) => void,
  ): AsyncGenerator<WrittenPart, RequestFailure | undefined> {
    let hasText = false;
    let hasThought = false;
    try {
      for await (const part of this.client.answer(path, body, signal)) {
        if ("thought" in part) {
          hasThought ||= part.thought.trim() !== "";
          continue;
        }
        if ("end" in part && !hasText) {
          const { how, failure } = part.end;
          if (failure) return failure;
          if (hasThought) return new OnlyThought(this.host, how === "length");
        }
        if (!hasText) choose(hasThought ? { thinks: true } : {});
        hasText = true;
        yield part;
      }
    } catch (error) {
      if (error instanceof RequestFailure) return error;
      throw error;
    }
    return undefined;
  }

  private get name(): string {
    return formatModelReference(this.reference);
  }

  /** How it is asked now. */
  get manner(): Manner {
    return this.manners.get(this.name) ?? FIRST_MANNER;
  }

  /** A failure with what the server's list of models says about it. */
  private explained(failure: RequestFailure): RequestFailure {
    if (!(failure instanceof ServerFailure)) return failure;
    const { host, reference, facts } = this;
    if (isTooLong(failure) && failure.code === "server-refused") {
      return refused(
        l10n.t(
          "This is longer than the model of {0} reads at once; take a smaller part of the text.",
          host,
        ),
      );
    }
    const isNamed = failure.words.includes(reference.model);
    if (facts.isListed || (!failure.isMissing && !(isNamed && /model/i.test(failure.words)))) {
      return failure;
    }
    if (facts.models) {
      const names = quoted(facts.models.join(", "), MOST_SAID) || l10n.t("none");
      return refused(
        l10n.t("{0} has no model {1}; it has {2}.", host, quoted(reference.model), names),
      );
    }
    return isNamed ? failure : notAnApi(host);
  }
}

/** Nothing but thinking came. */
class OnlyThought extends RequestFailure {
  /** @param hadNoRoom for more; the text may have been still to come */
  constructor(
    host: string,
    readonly hadNoRoom: boolean,
  ) {
    super(
      "server-failed",
      hadNoRoom
        ? l10n.t(
            "The model of {0} used all its tokens for thinking and wrote no text; allow more, or choose one that does not think.",
            host,
          )
        : l10n.t(
            "The model of {0} only thought and wrote no text; try again, or choose one that does not think.",
            host,
          ),
    );
  }
}

/** What was refused once is not asked for again. */
function isSame(one: Asked, other: Asked): boolean {
  return one.path === other.path && isDeepStrictEqual(one.body, other.body);
}

function nextManner(manner: Manner, failure: RequestFailure, asked: Asked): Manner | undefined {
  if (failure instanceof ServerFailure) return afterRefusal(manner, failure, asked);
  if (failure instanceof OnlyThought && failure.hadNoRoom && !manner.thinks) {
    return { ...manner, thinks: true };
  }
  return undefined;
}

/**
 * The names of a server's models.
 *
 * @throws RequestFailure
 */
export function modelsOf(
  baseUrl: string,
  access: ServerAccess,
  signal: AbortSignal,
): Promise<string[]> {
  return modelNames(clientFor({ kind: "server", baseUrl, model: "" }, access), signal);
}

function clientFor(reference: ServerModel, { key, unencrypted }: ServerAccess): ServerClient {
  if (!unencrypted && !isPrivate(reference)) {
    throw new RequestFailure(
      "server-refused",
      l10n.t(
        '{0} is not encrypted, so others could read your text on its way; agree to that with "Tiller: Use a Server...", or use https.',
        originOf(reference),
      ),
    );
  }
  return new ServerClient(reference, key);
}
