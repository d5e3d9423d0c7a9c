/** Why a request cannot be done, as its client will show it. */
import * as z from "zod";

/** The message is one sentence for a person: what was wrong and what to do. */
export const failureSchema = z.object({
  code: z.enum([
    "bad-input",
    "model-missing",
    "model-unreadable",
    "vector-unusable",
    // A vector set of another model, which can be used when that is asked for.
    "other-model",
    // The hub wants a licence accepted or a token, or refuses the one it got.
    "access-denied",
    "download-failed",
    // A server wants another key, model or address; or it, or the way to it, is at fault.
    "server-refused",
    "server-failed",
    "out-of-memory",
    "engine-died",
    "internal",
  ]),
  message: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

/** Thrown wherever a request is done. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  constructor(
    readonly code: Failure["code"],
    message: string,
  ) {
    super(message);
  }
}
