/** A server's model that requests run on, and what is known of it. */
import * as l10n from "@vscode/l10n";
import { modelNameAtOnce } from "../../models/model-name.js";
import {
  formatModelReference,
  isPrivate,
  originOf,
  type ServerModel,
} from "../../models/model-reference.js";
import type { ServerAccess } from "../../models/server-access.js";
import { RequestFailure } from "../api/failure.js";
import type { ModelDescription } from "../api/protocol.js";
import { ServerClient, type StreamedPiece } from "./server-client.js";
import { modelNames, type ServerFacts, serverFacts } from "./server-facts.js";
import { StatusFailure } from "./server-failure.js";
import type { Asking } from "./server-prompt.js";

export class RemoteModel {
  /** Paths that the server turned out not to have. */
  private readonly missing = new Set<string>();

  private constructor(
    readonly reference: ServerModel,
    private readonly client: ServerClient,
    readonly facts: ServerFacts,
  ) {}

  /**
   * Asks the server what it can do.
   *
   * @throws RequestFailure also when text would go to it unencrypted and nobody has agreed
   */
  static async open(
    reference: ServerModel,
    access: ServerAccess,
    signal: AbortSignal,
  ): Promise<RemoteModel> {
    const client = clientFor(reference, access);
    return new RemoteModel(reference, client, await serverFacts(client, reference.model, signal));
  }

  get host(): string {
    return this.client.host;
  }

  isOf({ baseUrl, model }: ServerModel): boolean {
    return this.reference.baseUrl === baseUrl && this.reference.model === model;
  }

  describe(): ModelDescription {
    const path = formatModelReference(this.reference);
    return {
      path,
      name: modelNameAtOnce(path),
      layers: 0,
      width: 0,
      contextSize: this.facts.contextSize ?? 0,
      device: l10n.t("server {0}", this.host),
      server: this.host,
    };
  }

  /**
   * Streams the answer to the first way of asking that the server knows.
   *
   * @param more goes into the body of each
   * @param onChosen is called with that way, before its first piece
   * @throws RequestFailure
   */
  async *answer(
    askings: readonly Asking[],
    more: object,
    signal: AbortSignal,
    onChosen: (asking: Asking) => void,
  ): AsyncGenerator<StreamedPiece> {
    const known = askings.filter(({ path }) => !this.missing.has(path));
    const ways = known.length > 0 ? known : askings;
    for (const [index, asking] of ways.entries()) {
      const { path, body } = asking;
      try {
        let isChosen = false;
        const request = { model: this.reference.model, ...body, ...more, stream: true };
        for await (const piece of this.client.stream(path, request, signal)) {
          if (!isChosen) onChosen(asking);
          isChosen = true;
          yield piece;
        }
        return;
      } catch (error) {
        if (!(error instanceof StatusFailure && error.isMissing)) throw error;
        if (index === ways.length - 1) throw error;
        this.missing.add(path);
      }
    }
  }
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
