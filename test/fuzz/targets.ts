/** Every parser of data that we did not write. */
import type { FuzzTarget } from "./target.js";
import { target as calibration } from "./targets/calibration.js";
import { target as controlVector } from "./targets/control-vector.js";
import { target as download } from "./targets/download.js";
import { target as frontMatter } from "./targets/front-matter.js";
import { target as gguf } from "./targets/gguf.js";
import { target as hub } from "./targets/hub.js";
import { target as ifeval } from "./targets/ifeval.js";
import { target as modelFiles } from "./targets/model-files.js";
import { target as modelNames } from "./targets/model-names.js";
import { target as notation } from "./targets/notation.js";
import { target as ollama } from "./targets/ollama.js";
import { target as presets } from "./targets/presets.js";
import { target as protocol } from "./targets/protocol.js";
import { target as selection } from "./targets/selection.js";
import { target as server } from "./targets/server.js";
import { target as vectorSet } from "./targets/vector-set.js";

export const targets: Readonly<Record<string, FuzzTarget>> = {
  calibration,
  "control-vector": controlVector,
  download,
  "front-matter": frontMatter,
  gguf,
  hub,
  ifeval,
  "model-files": modelFiles,
  "model-names": modelNames,
  notation,
  ollama,
  presets,
  protocol,
  selection,
  server,
  "vector-set": vectorSet,
};
