/** Who put a model where it was found, in the order in which they are shown. */
export const modelSources = [
  "bundled",
  "folder",
  "downloads",
  "file",
  "lm-studio",
  "ollama",
  "hugging-face",
  "llama.cpp",
  "gpt4all",
  "jan",
] as const;
export type ModelSource = (typeof modelSources)[number];
