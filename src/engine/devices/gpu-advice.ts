/** Why no graphics card is used, and what to do: decided from what was found, never guessed. Pure. */
import * as l10n from "@vscode/l10n";

export type Maker = "nvidia" | "amd" | "intel" | "other";

/** What a machine shows of its graphics card and of what is needed to compute on it. */
export interface GpuFacts {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The Linux in Windows. */
  readonly wsl: boolean;
  readonly container: boolean;
  /** Makers of the graphics cards that the system lists. */
  readonly makers: readonly Maker[];
  /** Whether this process may use a card's device file; undefined where there is none. */
  readonly deviceFile: "usable" | "forbidden" | undefined;
  /** Version of NVIDIA's driver, where its kernel module tells it. */
  readonly nvidiaDriver: string | undefined;
  /** Libraries that cannot be loaded, by file name. */
  readonly missing: readonly string[];
  /** Whether a Vulkan driver is installed beside the loader. */
  readonly vulkanDriver: boolean;
  /** Whether llama.cpp's parts for graphics cards are installed with this program. */
  readonly backends: boolean;
  /** Whether CUDA's part is not, and can be added to it. */
  readonly canAddCuda: boolean;
}

const LINUX_DRIVER = "libcuda.so.1";
/** The oldest driver that runs programs made with CUDA 12, which is the older of those that fit. */
const OLDEST_DRIVER = { linux: 525, win32: 527 } as const;

/**
 * @returns what is missing and the remedy, in one or two sentences; undefined where there is no
 *   graphics card, so that nothing would help
 */
export function gpuAdvice(facts: GpuFacts): string | undefined {
  if (facts.platform === "darwin") {
    return facts.arch === "arm64"
      ? undefined
      : l10n.t(
          "Macs with an Intel processor have no GPU that llama.cpp can use: its Metal support needs Apple silicon.",
        );
  }
  if (!hasCard(facts)) return undefined;
  if (!facts.backends) {
    return l10n.t(
      "This copy of Tiller has no GPU support for this platform; install the extension's package for this platform.",
    );
  }
  const { makers } = facts;
  if (facts.container && facts.deviceFile === undefined && !facts.wsl) {
    return makers.includes("nvidia")
      ? l10n.t(
          "The container does not see the NVIDIA GPU: install the NVIDIA Container Toolkit on the host and start the container with --gpus all.",
        )
      : l10n.t("The container does not see the GPU: start it with --device /dev/dri.");
  }
  // WSL does not list cards; NVIDIA's library comes from Windows.
  const isNvidia =
    makers.includes("nvidia") || (facts.wsl && !facts.missing.includes(LINUX_DRIVER));
  return isNvidia ? nvidiaAdvice(facts) : vulkanAdvice(facts);
}

/** WSL lists no card; its device file says that Windows has one. */
function hasCard({ makers, deviceFile }: GpuFacts): boolean {
  return makers.length > 0 || deviceFile !== undefined;
}

function nvidiaAdvice(facts: GpuFacts): string {
  const { platform, missing, nvidiaDriver } = facts;
  const driverLibrary = platform === "win32" ? "nvcuda.dll" : LINUX_DRIVER;
  if (missing.includes(driverLibrary)) {
    return l10n.t(
      "NVIDIA's driver library {0} is missing: install the NVIDIA driver and restart the machine.",
      driverLibrary,
    );
  }
  const oldest = platform === "win32" ? OLDEST_DRIVER.win32 : OLDEST_DRIVER.linux;
  if (nvidiaDriver !== undefined && Number.parseInt(nvidiaDriver, 10) < oldest) {
    return l10n.t(
      "NVIDIA's driver {0} is too old for CUDA 12: install version {1} or newer.",
      nvidiaDriver,
      oldest,
    );
  }
  if (facts.canAddCuda) {
    return l10n.t(
      'Tiller has no CUDA support here yet: fetch it with "Tiller: Add CUDA Support..." in the editor.',
    );
  }
  const runtime = missing.filter((library) => /cudart|cublas/.test(library));
  if (runtime.length > 0) {
    return platform === "win32"
      ? l10n.t(
          "The CUDA runtime library {0} is missing: install the CUDA Toolkit, version 12 or 13.",
          runtime[0] ?? "",
        )
      : l10n.t(
          "The CUDA runtime library {0} is missing: install CUDA 12's or 13's runtime (on Debian and Ubuntu NVIDIA's packages cuda-cudart-13-0 and libcublas-13-0).",
          runtime[0] ?? "",
        );
  }
  if (facts.deviceFile === "forbidden") return forbiddenAdvice("/dev/nvidia0");
  return l10n.t(
    "CUDA's libraries are there, but llama.cpp could not start on the NVIDIA GPU: update its driver and restart the machine.",
  );
}

function vulkanAdvice(facts: GpuFacts): string {
  const { platform, missing, vulkanDriver, wsl } = facts;
  if (wsl) {
    return l10n.t(
      "WSL computes on NVIDIA GPUs only, and NVIDIA's driver library {0} is missing: install the NVIDIA driver in Windows, or use Tiller in Windows itself.",
      LINUX_DRIVER,
    );
  }
  if (platform === "win32") {
    return missing.includes("vulkan-1.dll")
      ? l10n.t(
          "The Vulkan library vulkan-1.dll is missing: install the GPU maker's current driver.",
        )
      : l10n.t("No Vulkan driver works for the GPU: install the GPU maker's current driver.");
  }
  if (missing.includes("libvulkan.so.1")) {
    return l10n.t(
      "The Vulkan library libvulkan.so.1 is missing: install libvulkan1 and mesa-vulkan-drivers (Debian, Ubuntu), vulkan-loader and mesa-vulkan-drivers (Fedora), or vulkan-icd-loader and the GPU's vulkan package (Arch).",
    );
  }
  if (!vulkanDriver) {
    return l10n.t(
      "Vulkan finds no driver for the GPU: install mesa-vulkan-drivers (Debian, Ubuntu, Fedora) or the GPU's vulkan package (Arch).",
    );
  }
  if (facts.deviceFile === "forbidden") return forbiddenAdvice("/dev/dri/renderD128");
  return l10n.t(
    "Vulkan's libraries are there, but llama.cpp could not start on the GPU; Vulkan 1.2 is needed, so update its driver.",
  );
}

function forbiddenAdvice(file: string): string {
  return l10n.t(
    "You do not have permission to use the GPU's device file {0}: add yourself to the groups video and render, then log in again.",
    file,
  );
}
