/** The options that say how a model is put into memory, for every command that loads one. */
import type { Loading } from "../engine/api/loading-options.js";
import { numberOption } from "./usage.js";

export const loadingOptions = {
  "context-size": { type: "string" },
  "gpu-layers": { type: "string" },
} as const;

export type LoadingValues = { [name in keyof typeof loadingOptions]?: string | undefined };

/**
 * What is not given is chosen to fit.
 * @throws UsageError
 */
export function loadingFrom(values: LoadingValues): Loading {
  const whole = (name: keyof LoadingValues, min: number) =>
    numberOption(name, values[name], 0, { min, max: 100_000_000, whole: true });
  return {
    ...(values["context-size"] !== undefined && { contextSize: whole("context-size", 1) }),
    ...(values["gpu-layers"] !== undefined && { gpuLayers: whole("gpu-layers", 0) }),
  };
}
