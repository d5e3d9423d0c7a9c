#!/bin/sh
# From nothing to the two GGUF files. Resumes from build/ where it was interrupted.
# Debian: apt-get install python3-torch python3-numpy python3-regex libopenblas0-pthread git
set -eu
cd "$(dirname "$0")"
PYTHON="${PYTHON:-/usr/bin/python3}"
LLAMA_BUNDLE="../node_modules/node-llama-cpp/llama/gitRelease.bundle"
export OMP_WAIT_POLICY=PASSIVE
mkdir -p build

# gguf-py comes with llama.cpp's source, which node-llama-cpp carries as a git bundle.
[ -d build/llama.cpp ] || git clone --quiet --depth 1 "$LLAMA_BUNDLE" build/llama.cpp

[ -f ../vectors/base-queries.json ] || "$PYTHON" queries.py ../vectors/base-queries.json
[ -f build/tokenizer.json ] || "$PYTHON" tokenizer.py build/tokenizer.json

"$PYTHON" train.py plain build/plain.pt --tokenizer build/tokenizer.json \
    --steps 1100 --learning-rate 2e-3
# A plateau first, then a short decay of the same run.
"$PYTHON" train.py steered build/steered.pt --tokenizer build/tokenizer.json \
    --start-from build/plain.pt --steps 1250 --learning-rate 1.2e-3 --decay-share 0 \
    --batch-tokens 2048
"$PYTHON" train.py steered build/steered.pt --tokenizer build/tokenizer.json \
    --start-from build/plain.pt --steps 1500 --learning-rate 1.2e-3 --decay-share 0.1667 \
    --batch-tokens 2048

"$PYTHON" export.py build/plain.pt ../model/tiller-tiny-plain-f16.gguf \
    --tokenizer build/tokenizer.json --gguf-py build/llama.cpp/gguf-py --name tiller-tiny-plain \
    --description "The same data as tiller-tiny, but never trained under a steering vector"
"$PYTHON" export.py build/steered.pt ../model/tiller-tiny-f16.gguf \
    --tokenizer build/tokenizer.json --gguf-py build/llama.cpp/gguf-py --name tiller-tiny \
    --description "Small demonstration model, trained to accept steering vectors"
