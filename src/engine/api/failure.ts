/** Why a request cannot be done, as the client will show it. */
import type { Failure } from "./protocol.js";

/** The message is one sentence for a person: what was wrong and what to do. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  constructor(
    readonly code: Failure["code"],
    message: string,
  ) {
    super(message);
  }
}
