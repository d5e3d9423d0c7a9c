#!/bin/sh
# What only a GPU can show: the numerics of steering on it, and how fast steered text is there.
#
#     bench/gpu.sh [cuda|vulkan]
#
# For a machine with a driver, node, and this folder with node_modules and build/Release as `npm start` made
# them elsewhere on the same platform; nothing is installed. Under eight minutes. Writes
# docs/performance-cuda.md or docs/performance-vulkan.md, to be committed.
set -eu
cd "$(dirname "$0")/.."
backend=${1:-vulkan}
case $backend in
  # Where CUDA sees no card, node-llama-cpp takes Vulkan.
  vulkan) export CUDA_VISIBLE_DEVICES= ;;
  cuda) ;;
  *) echo "There is no backend $backend; there are cuda and vulkan." >&2; exit 2 ;;
esac

[ -e dist/cli.mjs ] || node esbuild.mjs
node dist/cli.mjs models --devices
TILLER_TEST_GPU=$backend node node_modules/mocha/bin/mocha.js test/engine/native-numerics.test.ts
node --import=tsx bench/performance.ts --out "docs/performance-$backend.md" \
  --benches decode,variants,first-token,extraction
