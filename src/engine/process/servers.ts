/** Requests that name a server's model: which of them a server can do, and the server in use. */
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
import type { ModelDescription, Request } from "../api/protocol.js";
import type { GenerateEvents } from "../generating/generate.js";
import { generateOnServer } from "../remote/generate.js";
import { type Manners, RemoteModel, type Terms } from "../remote/server-model.js";
import { readCalibration } from "../vectors/vector-store.js";
import { calibrationResult } from "./quick-requests.js";

/** Without the person's word, nothing goes out unencrypted, and without a key. */
const NO_ACCESS: ServerAccess = { unencrypted: false };

/** The server's model that a request names; undefined when all of its models are files. */
export function serverIn(request: Request): ServerModel | undefined {
  const models = [
    ...("model" in request ? [request.model] : []),
    ...(request.kind === "map-vectors" ? [request.source] : []),
  ];
  const model = models.find(isServerReference);
  const reference = model === undefined ? undefined : parseModelReference(model);
  return reference?.kind === "server" ? reference : undefined;
}

export class Servers {
  private inUse: RemoteModel | undefined;
  private readonly manners: Manners = new Map();

  /** @param onModel is told which model is in use now, if any */
  constructor(private readonly onModel: (model: ModelDescription | undefined) => void) {}

  /**
   * @param reference what `serverIn` found
   * @returns the result of the request
   * @throws RequestFailure also for a request that needs the model's file
   */
  async perform(
    reference: ServerModel,
    request: Request,
    {
      access = NO_ACCESS,
      loading,
    }: { access?: ServerAccess | undefined; loading?: Loading | undefined },
    events: Pick<GenerateEvents, "report" | "onText">,
    signal: AbortSignal,
  ): Promise<unknown> {
    const terms: Terms = { access, contextSize: loading?.contextSize };
    switch (request.kind) {
      case "load":
        this.forget();
        return (await this.open(reference, terms, events, signal)).describe();
      case "generate": {
        const model = await this.open(reference, terms, events, signal);
        return generateOnServer(model, access.vectors, request, events, signal);
      }
      case "calibration": {
        const folder = access.vectors?.folder;
        const calibration = folder && (await readCalibration(folder));
        if (calibration) return calibrationResult(calibration.choices, folder);
        throw needsFile(reference);
      }
      default:
        throw needsFile(reference);
    }
  }

  /** The next request asks the server anew what it can do. */
  forget(): void {
    if (!this.inUse) return;
    this.inUse = undefined;
    this.onModel(undefined);
  }

  private async open(
    reference: ServerModel,
    terms: Terms,
    { report }: Pick<GenerateEvents, "report">,
    signal: AbortSignal,
  ): Promise<RemoteModel> {
    if (this.inUse?.isFor(reference, terms)) return this.inUse;
    this.forget();
    report({ message: l10n.t("Asking {0}", hostOf(reference)) });
    const model = await RemoteModel.open(reference, terms, this.manners, signal);
    this.inUse = model;
    this.onModel(model.describe());
    return model;
  }
}

function needsFile({ model }: ServerModel): RequestFailure {
  return new RequestFailure(
    "bad-input",
    l10n.t("This needs the model's file on this machine, and {0} runs on a server.", model),
  );
}
