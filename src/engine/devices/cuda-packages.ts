/**
 * The packages that hold llama.cpp's part for CUDA, exactly as package-lock.json pins them. They are
 * too large to ship with the extension.
 */

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Of the archive in npm's registry. */
  readonly bytes: number;
  readonly unpackedBytes: number;
  /** As npm writes it: `sha512-` and the digest in base64. */
  readonly integrity: string;
}

/** By platform and architecture. An empty list: there are some, but no checksum of them is known. */
export const cudaPackages: Readonly<Record<string, readonly PinnedPackage[]>> = {
  "linux-x64": [
    {
      name: "@node-llama-cpp/linux-x64-cuda",
      version: "3.22.1",
      bytes: 142_898_030,
      unpackedBytes: 189_352_027,
      integrity:
        "sha512-8rQCjyNNLZJUFit+YpjwlC4hwkKgOMIkB2wuycKBf8NU2O3ySKbiWZQ8aw9ku2nUTXjSnUIrE6KB88itduTBuA==",
    },
    {
      name: "@node-llama-cpp/linux-x64-cuda-ext",
      version: "3.22.1",
      bytes: 176_664_119,
      unpackedBytes: 374_453_766,
      integrity:
        "sha512-4e5ajkiM2aR2WAdB/N/ACk4weEhHvOAIrzxZPsIX0xDFW5+6hhShuy1/vs88SK9NGdgAco9IyE28eYS0H1efpA==",
    },
  ],
  "win32-x64": [],
};

/** @returns undefined where llama.cpp has no CUDA */
export function cudaPackagesFor(
  platform: string,
  arch: string,
): readonly PinnedPackage[] | undefined {
  return cudaPackages[`${platform}-${arch}`];
}
