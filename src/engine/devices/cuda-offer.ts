/** What the CUDA support would be, on this machine. */
import * as l10n from "@vscode/l10n";
import type { CudaOffer } from "../../models/cuda-schema.js";
import { REGISTRY } from "./add-cuda.js";
import { isThere } from "./added-libraries.js";
import { cudaPackagesFor, type PinnedPackage } from "./cuda-packages.js";
import { hasNvidiaDriver } from "./gpu-facts.js";

/** What the offer depends on; tests give it their own. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  hasNvidiaDriver(): boolean;
  isThere(libraries: string, wanted: PinnedPackage): boolean;
}

const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  hasNvidiaDriver,
  isThere,
};

/** @param libraries folder that added libraries lie in */
export function cudaOffer(libraries: string, machine = thisMachine): CudaOffer {
  const { platform, arch } = machine;
  const pinned = cudaPackagesFor(platform, arch);
  if (!pinned) {
    return {
      unavailable: l10n.t(
        "llama.cpp has no CUDA support for this platform ({0}-{1}).",
        platform,
        arch,
      ),
    };
  }
  if (pinned.length === 0) {
    return {
      unavailable: l10n.t(
        "CUDA support cannot be fetched safely on this platform ({0}-{1}), because this version of Tiller has no checksum for it.",
        platform,
        arch,
      ),
    };
  }
  const packages = pinned.filter((one) => !machine.isThere(libraries, one));
  if (packages.length === 0) {
    return { unavailable: l10n.t("CUDA support is already there; nothing needs to be fetched.") };
  }
  if (!machine.hasNvidiaDriver()) {
    return {
      unavailable: l10n.t(
        "CUDA support would not work yet, because NVIDIA's driver cannot be loaded on this machine; install the driver first.",
      ),
    };
  }
  return {
    packages: packages.map(({ name, version, bytes }) => ({ name, version, bytes })),
    unpackedBytes: packages.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
    host: REGISTRY.host,
    folder: libraries,
  };
}
