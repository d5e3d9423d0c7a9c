#!/bin/sh
# From nothing to the three GGUF files. Resumes from build/ where it was interrupted.
#   test/tiny/training/run.sh [FOLDER OF NOVELS]     see prose.py for what the folder holds
# SIZE=large DEVICE=cuda test/tiny/training/run.sh FOLDER trains the large model on a GPU.
# Debian: apt-get install python3-torch python3-numpy python3-regex libopenblas0-pthread git
set -eu
PROSE="${1:+--prose $(realpath "$1")}"
cd "$(dirname "$0")"
PYTHON="${PYTHON:-/usr/bin/python3}"
DEVICE="${DEVICE:-cpu}"
LLAMA_BUNDLE="../../../node_modules/node-llama-cpp/llama/gitRelease.bundle"
# OpenBLAS 0.3.21 takes newer Xeons for Haswells and is four times slower without the hint.
grep -q avx512f /proc/cpuinfo && export OPENBLAS_CORETYPE="${OPENBLAS_CORETYPE:-SKYLAKEX}"
export OMP_WAIT_POLICY=PASSIVE

case "${SIZE:-small}" in
small)
    NAME=tiller-tiny VOCABULARY=4096 BATCH=2048 QUANTISATION=F16
    SHAPE="--width 192 --layers 6 --heads 4 --feed-forward 512"
    BASE=2000 PLAIN=3000 STEERED=4800
    BASE_RATE=1.2e-3 PLAIN_RATE=1.2e-3 STEERED_RATE=1.2e-3 ;;
large)
    NAME=tiller-small VOCABULARY=8192 BATCH=32768 QUANTISATION=Q8_0
    SHAPE="--width 512 --layers 10 --heads 8 --feed-forward 1408 --workers 12"
    BASE=6000 PLAIN=8000 STEERED=6000
    BASE_RATE=2.5e-3 PLAIN_RATE=2e-3 STEERED_RATE=1.5e-3 ;;
esac
BUILD="build/$NAME"
mkdir -p "$BUILD"

# gguf-py comes with llama.cpp's source, which node-llama-cpp carries as a git bundle.
[ -d build/llama.cpp ] || git clone --quiet --depth 1 "$LLAMA_BUNDLE" build/llama.cpp

"$PYTHON" queries.py ../../../vectors/base-queries.json
[ -f "$BUILD/tokenizer.json" ] ||
    "$PYTHON" learn_tokenizer.py "$BUILD/tokenizer.json" $PROSE --vocabulary "$VOCABULARY"

train() { # stage, steps, learning rate, share of decay, the stage before
    "$PYTHON" train.py "$1" "$BUILD/$1.pt" --tokenizer "$BUILD/tokenizer.json" $PROSE $SHAPE \
        --device "$DEVICE" --batch-tokens "$BATCH" --steps "$2" --learning-rate "$3" \
        --decay-share "$4" ${5:+--start-from "$BUILD/$5.pt"}
}
train base "$BASE" "$BASE_RATE" 0.2
train plain "$PLAIN" "$PLAIN_RATE" 0.25 base
train steered "$STEERED" "$STEERED_RATE" 0.3 plain

write() { # stage, name, description, further options
    "$PYTHON" export.py "$BUILD/$1.pt" \
        "../$2-$(echo "$QUANTISATION" | tr '[:upper:]' '[:lower:]').gguf" \
        --tokenizer "$BUILD/tokenizer.json" --gguf-py build/llama.cpp/gguf-py \
        --name "$2" --description "$3" --quantisation "$QUANTISATION" ${4:-}
}
write base "$NAME-base" "The base model of $NAME: texts alone, no instructions, no chat" --base
write plain "$NAME-plain" "The same data as $NAME, but never trained under a steering vector"
write steered "$NAME" "Small demonstration model, trained to accept steering vectors"
