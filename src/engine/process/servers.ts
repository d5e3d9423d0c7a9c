/** The server's model in use, and what a server cannot do. */
import * as l10n from "@vscode/l10n";
import {
  hostOf,
  isServerReference,
  parseModelReference,
  type ServerModel,
} from "../../models/model-reference.js";
import type { ServerAccess } from "../../models/server-access.js";
import { RequestFailure } from "../api/failure.js";
import type { Loading } from "../api/loading-options.js";
import type { ModelDescription, Progress } from "../api/protocol.js";
import { type Manners, RemoteModel } from "../remote/server-model.js";

/** A server's model that a request names, and what the request may say of the server. */
export interface AtServer {
  reference: ServerModel;
  access: ServerAccess;
  servers: Servers;
}

interface Asking {
  loading: Loading;
  report: (progress: Progress) => void;
  signal: AbortSignal;
}

/**
 * The server's model that a model string names; undefined for a file.
 * @throws ModelReferenceError for an address that cannot be used
 */
export function serverIn(model: string): ServerModel | undefined {
  if (!isServerReference(model)) return undefined;
  const reference = parseModelReference(model);
  return reference.kind === "server" ? reference : undefined;
}

export class Servers {
  private inUse: RemoteModel | undefined;
  private readonly manners: Manners = new Map();

  /** @param onModel is told which model is in use now, if any */
  constructor(private readonly onModel: (model: ModelDescription | undefined) => void) {}

  /**
   * The server's model, which is asked what it can do if it is not in use.
   * @throws RequestFailure
   */
  async open(
    reference: ServerModel,
    access: ServerAccess,
    { report, loading, signal }: Asking,
  ): Promise<RemoteModel> {
    const terms = { access, contextSize: loading.contextSize };
    if (this.inUse?.isFor(reference, terms)) return this.inUse;
    this.forget();
    report({ message: l10n.t("Asking {0}", hostOf(reference)) });
    const model = await RemoteModel.open(reference, terms, this.manners, signal);
    this.inUse = model;
    this.onModel(model.describe());
    return model;
  }

  /** The next request asks the server anew what it can do. */
  forget(): void {
    if (!this.inUse) return;
    this.inUse = undefined;
    this.onModel(undefined);
  }
}

/** Of a server that is asked anew what it can do. */
export async function describeServed(
  _request: unknown,
  { reference, access, servers }: AtServer,
  asking: Asking,
): Promise<ModelDescription> {
  servers.forget();
  return (await servers.open(reference, access, asking)).describe();
}

/** @throws RequestFailure always: the request is nothing for a server's model */
export async function needsFile(_request: unknown, { reference }: AtServer): Promise<never> {
  throw fileNeeded(reference);
}

export function fileNeeded({ model }: ServerModel): RequestFailure {
  return new RequestFailure(
    "bad-input",
    l10n.t("This needs the model's file on this machine, but {0} runs on a server.", model),
  );
}
