/** A request that a notification shows while it runs: how far it is, and a button that stops it. */
import * as vscode from "vscode";
import type { EngineClient, Outcome } from "../engine/api/client.js";
import type { Progress, Request } from "../engine/api/protocol.js";
import { asText } from "../workbench/as-text.js";
import { abortedBy } from "../workbench/listening.js";
import { byteCount } from "./model-detail.js";

/** @throws EngineError as the engine's client does */
export async function notifiedRequest<R extends Request>(
  engine: Pick<EngineClient, "request">,
  title: string,
  request: R,
): Promise<Outcome<R["kind"]>> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: asText(title),
      cancellable: true,
    },
    (progress, cancellation) => {
      let shown = 0;
      const onProgress = (now: Progress) => {
        const percent = Math.max(shown, (now.fraction ?? 0) * 100);
        progress.report({ message: asText(inWords(now)), increment: percent - shown });
        shown = percent;
      };
      return engine.request(request, { signal: abortedBy(cancellation), onProgress });
    },
  );
}

/** "Downloading x.gguf: 1.2 GB of 2.5 GB, 12 MB/s, 2 minutes left" */
function inWords({ message, transfer, secondsLeft }: Progress): string {
  if (transfer?.total === undefined) return message;
  const { bytes, total, rate } = transfer;
  const sizes = [message, byteCount(bytes), byteCount(total)] as const;
  if (rate === undefined) return vscode.l10n.t("{0}: {1} of {2}", ...sizes);
  if (secondsLeft === undefined) {
    return vscode.l10n.t("{0}: {1} of {2}, {3}/s", ...sizes, byteCount(rate));
  }
  return vscode.l10n.t(
    "{0}: {1} of {2}, {3}/s, {4} minutes left",
    ...sizes,
    byteCount(rate),
    Math.max(1, Math.ceil(secondsLeft / 60)),
  );
}
