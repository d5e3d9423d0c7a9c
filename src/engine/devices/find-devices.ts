/** What this machine can compute on, and what models run on. */
import { availableParallelism, cpus } from "node:os";
import * as l10n from "@vscode/l10n";
import type { Device, DevicesResult } from "../../models/device-schema.js";
import { graphicsCards, startLlama } from "../loading/llama.js";
import { machineMemory } from "../loading/load-to-fit.js";
import { gpuAdvice } from "./gpu-advice.js";
import { gpuFacts } from "./gpu-facts.js";

/** @param libraries folder that added libraries lie in */
export async function findDevices(libraries: string): Promise<DevicesResult> {
  const llama = await startLlama("auto");
  const cards = await graphicsCards(llama);
  const processor = theProcessor();
  if (llama.gpu === false || cards.length === 0) {
    const facts = await gpuFacts(libraries);
    const advice = gpuAdvice(facts);
    return {
      devices: [processor],
      used: l10n.t("No GPU found; models run on the processor ({0}).", processor.name),
      ...(advice === undefined ? {} : { advice }),
    };
  }
  const { total, free } = await llama.getVramState();
  // llama.cpp spreads a model over all cards, and their memory is told as one sum.
  const name = cards.join(", ");
  const card: Device = { name, kind: llama.gpu, memoryBytes: total, freeBytes: free };
  return {
    devices: [card, processor],
    used: l10n.t("Models run on {0} ({1}).", name, KINDS[llama.gpu]),
  };
}

const KINDS = { cuda: "CUDA", metal: "Metal", vulkan: "Vulkan" } as const;

function theProcessor(): Device {
  const model = cpus()[0]?.model.trim();
  return {
    name: model || l10n.t("{0} processor cores", availableParallelism()),
    kind: "cpu",
    memoryBytes: machineMemory(),
    freeBytes: process.availableMemory(),
  };
}
