/**
 * The steering of one request, as EasySteer (Xu et al. 2025, arXiv 2509.25175), a fork of vLLM, takes it
 * in the request's body. The server adds `scale` times the file's `direction.L` to the output of its
 * zero-based decoder layer L, which is what our vector files hold.
 *
 * Two formats are in use, both in github.com/ZJU-REAL/EasySteer-vllm-v1:
 * - `steer_vector_request`, since vLLM 0.13: `SteerVectorRequestParam` and `VectorConfigParam` of
 *   `vllm/steer_vectors/request.py`. A trigger token of -1 stands for all of a phase's tokens.
 * - `steering`, since vLLM 0.26: `SteeringSpec`, `VectorSpec` and `ApplySpec` of
 *   `vllm/model_hooks/steering/api.py`, selections in `vllm/model_hooks/selection/spec.py`.
 */
import type { Positions } from "../../steering/choice.js";
import type { SteeringFormat } from "./server-facts.js";

/** A control-vector file on the server, and how it acts. */
export interface ServedVector {
  /** Path on the server. */
  path: string;
  /** Zero-based blocks; absent: all that the file has a direction for. */
  layers?: readonly number[];
  /** What the file's directions are multiplied by. */
  scale: number;
  positions: Positions;
}

/** The fields that steer a request; none for no vectors. */
export function steeringFields(
  format: SteeringFormat,
  vectors: readonly ServedVector[],
): Record<string, unknown> {
  if (vectors.length === 0) return {};
  switch (format) {
    case "steering":
      return {
        steering: { vectors: vectors.map(vectorSpec), conflict: "sequential" },
      };
    case "steer_vector_request":
      return {
        steer_vector_request: {
          vector_configs: vectors.map(vectorConfig),
          conflict_resolution: "sequential",
        },
      };
  }
}

function vectorSpec({ path, layers, scale, positions }: ServedVector) {
  return {
    source: path,
    algorithm: "direct",
    scale,
    layers: layers ?? null,
    apply: {
      all: { prompt: "all", generation: "all" },
      "from-last": { prompt_positions: [-1], generation: "all" },
      "last-only": { prompt_positions: [-1] },
    }[positions],
  };
}

function vectorConfig({ path, layers, scale, positions }: ServedVector) {
  return {
    path,
    algorithm: "direct",
    scale,
    target_layers: layers ?? null,
    ...{
      all: { prefill_trigger_tokens: [-1], generate_trigger_tokens: [-1] },
      "from-last": { prefill_trigger_positions: [-1], generate_trigger_tokens: [-1] },
      "last-only": { prefill_trigger_positions: [-1] },
    }[positions],
  };
}
