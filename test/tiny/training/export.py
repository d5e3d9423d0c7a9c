"""Writes a checkpoint as an F16 GGUF file of llama architecture.

Needs gguf-py, the Python package in llama.cpp's source tree (`gguf-py/`). `run.sh` takes it from
the source bundle inside node-llama-cpp; `--gguf-py` says where it lies.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from model import Block, LanguageModel, load_checkpoint
from prompt_form import BOS, END, PAD, SPECIAL_TOKENS
from tokenizer import Tokenizer

# `messages` end either with a user turn (the cue is added) or with the beginning of an answer that
# the caller appends itself. The last prompt token before an answer is always <|assistant|>.
CHAT_TEMPLATE = (
    "{{ bos_token }}"
    "{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
TOKEN_NORMAL, TOKEN_CONTROL = 1, 3


def block_tensors(block: Block) -> dict[str, np.ndarray]:
    """A block's weights under llama.cpp's names."""
    query, key, value = block.query_key_value.weight.chunk(3)
    gate, up = block.gate_up.weight.chunk(2)
    weights = {
        "attn_norm": block.attention_norm.weight,
        "attn_q": query,
        "attn_k": key,
        "attn_v": value,
        "attn_output": block.attention_output.weight,
        "ffn_norm": block.feed_forward_norm.weight,
        "ffn_gate": gate,
        "ffn_up": up,
        "ffn_down": block.down.weight,
    }
    return {name: weight.detach().numpy() for name, weight in weights.items()}


def tensors(model: LanguageModel) -> dict[str, np.ndarray]:
    """All weights as float32. The head is tied to the embedding."""
    named = {
        "token_embd.weight": model.embedding.weight.detach().numpy(),
        "output_norm.weight": model.norm.weight.detach().numpy(),
    }
    for layer, block in enumerate(model.blocks):
        for name, weight in block_tensors(block).items():
            named[f"blk.{layer}.{name}.weight"] = weight
    return {name: weight.astype(np.float32) for name, weight in named.items()}


def size_label(model: LanguageModel) -> str:
    parameters = sum(p.numel() for p in model.parameters())
    return f"{parameters / 1e6:.1f}M"


def write_gguf(
    gguf,
    path: Path,
    model: LanguageModel,
    tokenizer: Tokenizer,
    *,
    name: str,
    description: str,
    quantisation: str,
    has_chat: bool,
) -> None:
    """Matrices are written as `quantisation` says, gains of norms as float32."""
    config = model.config
    file_type = gguf.LlamaFileType[f"MOSTLY_{quantisation}"]
    matrix_type = gguf.GGMLQuantizationType[quantisation]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_basename(name)
    writer.add_description(description)
    writer.add_license("mit")
    writer.add_size_label(size_label(model))
    writer.add_languages(["en", "fr", "es", "de", "pt"])
    writer.add_file_type(file_type)
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.width)
    writer.add_block_count(config.layers)
    writer.add_feed_forward_length(config.feed_forward)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.heads)
    writer.add_layer_norm_rms_eps(config.norm_epsilon)
    writer.add_rope_dimension_count(config.width // config.heads)
    writer.add_rope_freq_base(config.rope_base)
    writer.add_vocab_size(config.vocabulary)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokenizer.tokens)
    is_control = [i < len(SPECIAL_TOKENS) for i in range(len(tokenizer.tokens))]
    writer.add_token_types([TOKEN_CONTROL if c else TOKEN_NORMAL for c in is_control])
    writer.add_token_merges([" ".join(pair) for pair in tokenizer.merges])
    writer.add_pad_token_id(tokenizer.special(PAD))
    writer.add_bos_token_id(tokenizer.special(BOS))
    writer.add_eos_token_id(tokenizer.special(END))
    writer.add_eot_token_id(tokenizer.special(END))
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    if has_chat:
        writer.add_chat_template(CHAT_TEMPLATE)
    for tensor_name, weight in tensors(model).items():
        if weight.ndim == 1:
            writer.add_tensor(tensor_name, weight)
        else:
            data = gguf.quants.quantize(weight, matrix_type)
            writer.add_tensor(tensor_name, data, raw_dtype=matrix_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--gguf-py", type=Path, required=True, help="llama.cpp's gguf-py folder")
    parser.add_argument("--name", default="tiller-tiny")
    parser.add_argument("--description", default="")
    parser.add_argument("--quantisation", choices=("F16", "Q8_0"), default="F16")
    parser.add_argument("--base", action="store_true", help="leave out the chat template")
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.gguf_py))
    import gguf

    model, _ = load_checkpoint(arguments.checkpoint)
    tokenizer = Tokenizer.load(arguments.tokenizer)
    write_gguf(
        gguf,
        arguments.output,
        model,
        tokenizer,
        name=arguments.name,
        description=arguments.description,
        quantisation=arguments.quantisation,
        has_chat=not arguments.base,
    )


if __name__ == "__main__":
    main()
