/** Looks what a machine has and lacks for computing on its graphics card. */

import { access, constants, readdir, readFile } from "node:fs/promises";
import { constants as dlopenFlags } from "node:os";
import { join } from "node:path";
import { isShipped, isThere } from "./added-libraries.js";
import { cudaPackagesFor } from "./cuda-packages.js";
import type { GpuFacts, Maker } from "./gpu-advice.js";

/** PCI vendor numbers, as the PCI SIG gives them out. */
const MAKERS: Readonly<Record<string, Maker>> = {
  "0x10de": "nvidia",
  "0x1002": "amd",
  "0x8086": "intel",
};

/** One library of each group is enough: CUDA 13 or CUDA 12. */
const LIBRARIES: Readonly<Record<"linux" | "win32", readonly (readonly string[])[]>> = {
  linux: [
    ["libcuda.so.1"],
    ["libcudart.so.13", "libcudart.so.12"],
    ["libcublas.so.13", "libcublas.so.12"],
    ["libvulkan.so.1"],
  ],
  win32: [
    ["nvcuda.dll"],
    ["cudart64_13.dll", "cudart64_12.dll"],
    ["cublas64_13.dll", "cublas64_12.dll"],
    ["vulkan-1.dll"],
  ],
};

/** @param libraries folder that added libraries lie in */
export async function gpuFacts(libraries: string): Promise<GpuFacts> {
  const { platform, arch } = process;
  const wsl = platform === "linux" && /microsoft/i.test(await text("/proc/version"));
  return {
    platform,
    arch,
    wsl,
    container: platform === "linux" && (await inContainer()),
    makers: await makers(),
    deviceFile: await deviceFile(wsl),
    nvidiaDriver: /Kernel Module\s+(?:for \S+\s+)?([\d.]+)/.exec(
      await text("/proc/driver/nvidia/version"),
    )?.[1],
    missing: platform === "linux" || platform === "win32" ? missingOf(LIBRARIES[platform]) : [],
    vulkanDriver: platform !== "linux" || (await hasVulkanDriver()),
    backends: hasBackends(),
    canAddCuda: canAddCuda(libraries),
  };
}

/** Whether this process could load NVIDIA's driver. */
export function hasNvidiaDriver(): boolean {
  const { platform } = process;
  if (platform !== "linux" && platform !== "win32") return false;
  const [[driver = ""] = []] = LIBRARIES[platform];
  return canBeLoaded(driver);
}

function missingOf(groups: readonly (readonly string[])[]): string[] {
  return groups.flatMap(([newest = "", ...others]) =>
    [newest, ...others].some(canBeLoaded) ? [] : [newest],
  );
}

/** Asks the system's own loader, so that every place where it looks counts. */
function canBeLoaded(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library, dlopenFlags.dlopen.RTLD_LAZY);
    return true;
  } catch (error) {
    // It was loaded, and is no addon of node's.
    return /did not self-register/.test((error as Error).message);
  }
}

async function makers(): Promise<Maker[]> {
  if (process.platform === "win32") return windowsMakers();
  const devices = "/sys/bus/pci/devices";
  const found = new Set<Maker>();
  for (const device of await list(devices)) {
    const kind = await text(join(devices, device, "class"));
    // Class 3 is "display controller".
    if (!kind.startsWith("0x03")) continue;
    const vendor = (await text(join(devices, device, "vendor"))).trim();
    const maker = MAKERS[vendor];
    // Virtual machines show cards that compute nothing.
    if (maker) found.add(maker);
  }
  const modules = await text("/proc/driver/nvidia/version");
  if (modules !== "") found.add("nvidia");
  return [...found];
}

/** Windows lists no cards as files; the makers' drivers bring libraries of known names. */
function windowsMakers(): Maker[] {
  const drivers: readonly (readonly [Maker, string])[] = [
    ["nvidia", "nvapi64.dll"],
    ["amd", "amdxc64.dll"],
    ["intel", "igd10iumd64.dll"],
  ];
  return drivers.flatMap(([maker, library]) => (canBeLoaded(library) ? [maker] : []));
}

async function deviceFile(wsl: boolean): Promise<GpuFacts["deviceFile"]> {
  const files = wsl
    ? ["/dev/dxg"]
    : [
        ...(await list("/dev")).filter((name) => /^nvidia\d+$/.test(name)),
        ...(await list("/dev/dri"))
          .filter((name) => name.startsWith("renderD"))
          .map((name) => `dri/${name}`),
      ].map((name) => `/dev/${name}`);
  let found: GpuFacts["deviceFile"];
  for (const file of files) {
    const state = await accessTo(file);
    if (state === "usable") return state;
    found ??= state;
  }
  return found;
}

async function accessTo(file: string): Promise<GpuFacts["deviceFile"]> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
    return "usable";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "forbidden" : undefined;
  }
}

/** The files that Docker and Podman leave, and what Kubernetes calls its groups. */
async function inContainer(): Promise<boolean> {
  if ((await accessTo("/.dockerenv")) || (await accessTo("/run/.containerenv"))) return true;
  return /docker|kubepods|containerd|lxc/.test(await text("/proc/1/cgroup"));
}

/** Places where Vulkan's loader looks for drivers: "LoaderDriverInterface" of its documentation. */
async function hasVulkanDriver(): Promise<boolean> {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES, XDG_DATA_DIRS, XDG_CONFIG_DIRS } = process.env;
  if (VK_DRIVER_FILES || VK_ICD_FILENAMES) return true;
  const roots = [
    ...(XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":"),
    ...(XDG_CONFIG_DIRS || "/etc/xdg").split(":"),
    "/etc",
  ];
  for (const root of roots) {
    const drivers = await list(join(root, "vulkan", "icd.d"));
    // Mesa's driver in software is none that a person waits for.
    if (drivers.some((name) => name.endsWith(".json") && !name.startsWith("lvp_"))) return true;
  }
  return false;
}

/** llama.cpp's parts come as packages of their own, one per kind of device. */
function hasBackends(): boolean {
  const { platform, arch } = process;
  const system = { linux: "linux", win32: "win", darwin: "mac" }[platform as string];
  return ["vulkan", "cuda"].some((kind) => isShipped(`@node-llama-cpp/${system}-${arch}-${kind}`));
}

function canAddCuda(libraries: string): boolean {
  const [first] = cudaPackagesFor(process.platform, process.arch) ?? [];
  return first !== undefined && !isThere(libraries, first);
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function text(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
