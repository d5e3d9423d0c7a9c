/**
 * What requests to a server take along: the key, kept in VS Code's secret storage by the server's
 * origin, and whether the person agreed to send text there unencrypted.
 */
import type * as vscode from "vscode";
import { originOf, parseModelReference, type ServerModel } from "../models/model-reference.js";
import type { ServerAccess } from "../models/server-access.js";
import { servedVectors } from "../settings/machine.js";

/** The origins to which text may go unencrypted. */
const UNENCRYPTED = "unencryptedServers";

export class ServerAccesses {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly state: vscode.Memento,
  ) {}

  /**
   * For a request to the model.
   *
   * @param model a server's
   * @throws SettingError, ModelReferenceError
   */
  async of(model: string): Promise<ServerAccess> {
    const reference = parseModelReference(model);
    if (reference.kind === "file") return { unencrypted: false };
    const vectors = servedVectors(model);
    return { ...(await this.to(reference)), ...(vectors && { vectors }) };
  }

  /** Without vectors: to the server, whatever its model. */
  async to(server: Pick<ServerModel, "baseUrl">): Promise<ServerAccess> {
    const origin = originOf(server);
    const key = await this.secrets.get(secretFor(origin));
    return { unencrypted: this.agreed.includes(origin), ...(key && { key }) };
  }

  /** Keeps what the person said; an empty key is none. */
  async remember(
    server: Pick<ServerModel, "baseUrl">,
    { key, unencrypted }: ServerAccess,
  ): Promise<void> {
    const origin = originOf(server);
    if (key) await this.secrets.store(secretFor(origin), key);
    else await this.secrets.delete(secretFor(origin));
    if (unencrypted && !this.agreed.includes(origin)) {
      await this.state.update(UNENCRYPTED, [...this.agreed, origin]);
    }
  }

  private get agreed(): readonly string[] {
    return this.state.get<string[]>(UNENCRYPTED, []);
  }
}

function secretFor(origin: string): string {
  return `serverKey ${origin}`;
}
