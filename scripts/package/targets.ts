/** The platforms that packages are made for, as named by VS Code, and what each one needs. */

export interface Target {
  /** As named by Node.js: `process.platform` and `process.arch`. */
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Packages with llama.cpp's libraries, which node-llama-cpp looks for by name. */
  readonly libraries: readonly string[];
}

/**
 * The processor, and the graphics interface that every card on the platform supports. CUDA's
 * libraries are ten times as large and serve one maker's cards, so those who have one add them.
 */
export const targets = {
  "linux-x64": {
    platform: "linux",
    arch: "x64",
    libraries: ["@node-llama-cpp/linux-x64", "@node-llama-cpp/linux-x64-vulkan"],
  },
  "linux-arm64": {
    platform: "linux",
    arch: "arm64",
    libraries: ["@node-llama-cpp/linux-arm64"],
  },
  "win32-x64": {
    platform: "win32",
    arch: "x64",
    libraries: ["@node-llama-cpp/win-x64", "@node-llama-cpp/win-x64-vulkan"],
  },
  "win32-arm64": {
    platform: "win32",
    arch: "arm64",
    libraries: ["@node-llama-cpp/win-arm64"],
  },
  "darwin-arm64": {
    platform: "darwin",
    arch: "arm64",
    libraries: ["@node-llama-cpp/mac-arm64-metal"],
  },
  "darwin-x64": {
    platform: "darwin",
    arch: "x64",
    libraries: ["@node-llama-cpp/mac-x64"],
  },
} satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** The target of this machine, which may be none of those above. */
export const ownTarget = `${process.platform}-${process.arch}`;

/** @throws with one sentence if there is no such target. */
export function findTarget(name: string): Target {
  const target = (targets as Record<string, Target>)[name];
  if (target) return target;
  throw new Error(`There is no target "${name}"; there are ${Object.keys(targets).join(", ")}.`);
}
