/**
 * Programs and libraries that npm does not provide: installed if we may do so (Debian, as root),
 * otherwise named in one line.
 */
import { existsSync, readdirSync } from "node:fs";
import { isOnPath, runQuietly, SetupError, step } from "./run.mjs";

const compiler = {
  name: "a C++ compiler",
  packages: ["g++", "make"],
  present: () => process.platform === "win32" || ["c++", "g++", "clang++"].some(isOnPath),
};
const cmake = { name: "cmake", packages: ["cmake"], present: () => isOnPath("cmake") };
const git = { name: "git", packages: ["git"], present: () => isOnPath("git") };
const chromium = {
  name: "chromium",
  packages: ["chromium"],
  present: () =>
    Boolean(process.env.CHROMIUM) ||
    ["chromium", "chromium-browser", "google-chrome"].some(isOnPath),
};
/** Lets the tests run the GPU path of the addon on a machine without a GPU. */
const softwareVulkan = {
  name: "a software Vulkan driver",
  packages: ["mesa-vulkan-drivers", "libvulkan1"],
  present: () =>
    process.platform !== "linux" ||
    (existsSync("/usr/share/vulkan/icd.d") &&
      readdirSync("/usr/share/vulkan/icd.d").some((file) => file.startsWith("lvp_icd"))),
};

export const toBuild = [compiler, cmake, git];
export const toTest = [...toBuild, chromium, softwareVulkan];

/** @param {typeof toTest} requirements */
export async function ensureSystemPackages(requirements) {
  const missing = requirements.filter(({ present }) => !present());
  if (missing.length === 0) return;
  const packages = missing.flatMap((requirement) => requirement.packages);
  if (!isOnPath("apt-get")) {
    throw new SetupError(`Please install ${missing.map(({ name }) => name).join(", ")} first.`);
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(`Please install first: sudo apt-get install ${packages.join(" ")}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await step(`Installing Debian packages (${packages.join(" ")})`, async () => {
    await runQuietly("apt-get", ["update"], { env });
    await runQuietly("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env });
  });
}
