/** Which model to download: a recommended one, one that was begun, or any address. */
import * as vscode from "vscode";
import type { EngineClient } from "../engine/client.js";
import type { Device } from "../models/device-schema.js";
import { recommendedModels } from "../models/recommended.js";
import { asText } from "../writing/as-text.js";
import { byteCount, room } from "./model-detail.js";
import { picked } from "./picked.js";

interface SourceItem extends vscode.QuickPickItem {
  /** Absent where the person is asked for it. */
  readonly source?: string;
}

/**
 * Opens at once; whether a model fits is added when the devices are known.
 * @param unfinished the source of a download that has not come to its end
 */
export async function askForSource(
  engine: EngineClient,
  unfinished: string | undefined,
): Promise<string | undefined> {
  const item = await pickItem(engine, unfinished);
  return item && (item.source ?? (await askForAddress()));
}

function pickItem(
  engine: EngineClient,
  unfinished: string | undefined,
): Promise<SourceItem | undefined> {
  const pick = vscode.window.createQuickPick<SourceItem>();
  const closed = new AbortController();
  pick.title = vscode.l10n.t("Download Model");
  pick.placeholder = vscode.l10n.t("Choose the model to download");
  pick.matchOnDetail = true;
  pick.items = items(unfinished, []);
  pick.busy = true;
  pick.show();
  engine
    .request({ kind: "devices" }, { signal: closed.signal })
    .then(
      ({ result }) => {
        if (closed.signal.aborted || !result) return;
        const [active] = pick.activeItems;
        pick.items = items(unfinished, result.devices);
        const same = pick.items.find(({ label }) => label === active?.label);
        if (same) pick.activeItems = [same];
      },
      // Without it, the list only says less.
      () => {},
    )
    .finally(() => {
      if (!closed.signal.aborted) pick.busy = false;
    });
  return picked(pick, closed);
}

function items(unfinished: string | undefined, devices: readonly Device[]): SourceItem[] {
  return [
    ...(unfinished
      ? [
          {
            label: asText(vscode.l10n.t("Go On with {0}", unfinished)),
            detail: vscode.l10n.t("What has arrived is kept; only the rest is fetched."),
            source: unfinished,
          },
        ]
      : []),
    ...recommendedModels.map(({ name, licence, bytes, memory }) => ({
      label: name,
      detail: [
        byteCount(bytes),
        vscode.l10n.t("licence {0}", licence),
        devices.length > 0
          ? room(memory, devices)
          : vscode.l10n.t("{0} of memory", byteCount(memory)),
      ].join(" · "),
      source: name,
    })),
    {
      label: vscode.l10n.t("Enter an Address..."),
      detail: vscode.l10n.t("Any GGUF model of Hugging Face, or of another server"),
    },
  ];
}

async function askForAddress(): Promise<string | undefined> {
  const source = await vscode.window.showInputBox({
    title: vscode.l10n.t("Download Model"),
    prompt: vscode.l10n.t(
      "hf:owner/name:Q4_K_M, a page of huggingface.co, or the address of a .gguf file",
    ),
    ignoreFocusOut: true,
  });
  return source?.trim() || undefined;
}
