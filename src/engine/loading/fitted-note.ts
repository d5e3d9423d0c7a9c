/** What a person is told when a model could not be loaded as they would have it. */
import * as l10n from "@vscode/l10n";

export interface Fitted {
  name: string;
  /** All of the model's, and those on the graphics card: as wanted and as they are. */
  layers: number;
  gpuLayers: { wanted: number; is: number };
  /** Tokens. */
  contextSize: { wanted: number; is: number };
}

/** @returns one sentence, or undefined when everything is as it was wanted */
export function fittedNote(fitted: Fitted): string | undefined {
  const { name, layers, gpuLayers, contextSize } = fitted;
  const shorter = contextSize.is < contextSize.wanted;
  if (gpuLayers.is < gpuLayers.wanted && gpuLayers.is === 0) {
    return shorter
      ? l10n.t(
          "{0} does not fit into the GPU's memory: it runs on the processor alone, with a context of {1} tokens instead of {2}.",
          name,
          contextSize.is,
          contextSize.wanted,
        )
      : l10n.t("{0} does not fit into the GPU's memory: it runs on the processor alone.", name);
  }
  if (gpuLayers.is < gpuLayers.wanted) {
    return shorter
      ? l10n.t(
          "{0} has {1} of its {2} layers on the GPU and a context of {3} tokens instead of {4}, because there is no memory for more.",
          name,
          gpuLayers.is,
          layers,
          contextSize.is,
          contextSize.wanted,
        )
      : l10n.t(
          "{0} has {1} of its {2} layers on the GPU, because there is no GPU memory for more.",
          name,
          gpuLayers.is,
          layers,
        );
  }
  if (shorter) {
    return l10n.t(
      "{0} has a context of {1} tokens instead of {2}, because there is no memory for more.",
      name,
      contextSize.is,
      contextSize.wanted,
    );
  }
  return undefined;
}
