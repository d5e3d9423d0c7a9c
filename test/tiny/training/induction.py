"""Induction heads placed by hand before training starts.

So small a model, trained on so few tokens, does not find copying by itself: after six million tokens a
word that the request asked for was still replaced by another one. But what an induction head does is
known (Elhage et al. 2021; Olsson et al. 2022, "In-context Learning and Induction Heads"): a head of
the first block attends to the previous token and stores which one it was; heads of the second block
attend to where the present token is stored and copy the token found there. Written into the weights,
the untrained model copies; training goes on from there and may change all of it.

The stream is shared out for that: dimension 0 is the same for every token, the next ones tell tokens
apart, and the last ones are left empty for the previous token.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from model import Block, Config, LanguageModel, causal_mask, load_checkpoint

# Large beside a step of the optimiser, which would wash smaller ones out before anything is learned;
# the last norm makes up for it in the scores.
CONSTANT = 1.0
TOKEN_SCALE = 0.5  # root mean square of a token's own dimensions
LAST_GAIN = 0.1
FAST_FREQUENCIES = 8  # rotations that tell neighbouring positions apart
SLOW_ROTATION = 0.012  # radians per token: slower pairs compare tokens whatever their distance
PREVIOUS_SHARPNESS = 10.0
MATCH_SHARPNESS = 40.0
COPY_GAIN = 3.0
# Heads of later blocks begin as weak copiers too; where to copy from they have to learn.
LATER_BLOCKS = (2, 3, 4)
LATER_GAIN = 0.3


def _weights(block: Block) -> tuple[Tensor, Tensor]:
    """Views: query, key, value [3, heads, head width, width] and output [width, heads, head width]."""
    width = block.attention_output.weight.shape[0]
    head_width = width // block.heads
    projected = block.query_key_value.weight.view(3, block.heads, head_width, width)
    return projected, block.attention_output.weight.view(width, block.heads, head_width)


@torch.no_grad()
def place_induction_heads(model: LanguageModel, seed: int) -> None:
    """Overwrites the embedding, the outputs of all blocks, and the heads named above."""
    generator = torch.Generator().manual_seed(seed)
    width, heads = model.config.width, model.config.heads
    head_width = width // heads
    copiers = 3 * heads // 4
    token = slice(1, 1 + copiers * head_width)
    store = slice(token.stop, width)
    stored = min(width - token.stop, head_width)
    for block in model.blocks:
        block.attention_output.weight.zero_()
        block.down.weight.zero_()
    embedding = model.embedding.weight
    own = F.normalize(embedding[:, token], dim=-1) * TOKEN_SCALE * math.sqrt(copiers * head_width)
    embedding.zero_()
    embedding[:, 0] = CONSTANT
    embedding[:, token] = own
    model.norm.weight.fill_(LAST_GAIN)
    scale = float(embedding[0].pow(2).mean().sqrt())  # what the first norm divides by

    def random(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator) / math.sqrt(shape[-1])

    # The scores are sums of cos((distance - 1) * frequency): largest one token back.
    projected, output = _weights(model.blocks[0])
    projected[:, 0] = 0
    amplitude = math.sqrt(PREVIOUS_SHARPNESS * math.sqrt(head_width)) * scale / CONSTANT
    for pair, frequency in enumerate(model.frequencies.tolist()[:FAST_FREQUENCIES]):
        projected[0, 0, 2 * pair, 0] = amplitude * math.cos(frequency)
        projected[0, 0, 2 * pair + 1, 0] = -amplitude * math.sin(frequency)
        projected[1, 0, 2 * pair, 0] = amplitude
    digest = random(stored, copiers * head_width)
    projected[2, 0, :stored, token] = digest
    output[store, 0, :stored] = scale * torch.eye(width - token.stop, stored)

    projected, output = _weights(model.blocks[1])
    slow = 2 * sum(f > SLOW_ROTATION for f in model.frequencies.tolist())
    compared = head_width - slow
    amplitude = math.sqrt(MATCH_SHARPNESS * math.sqrt(head_width) / compared)
    for head in range(copiers):
        projected[:, head] = 0
        view = random(compared, stored) * amplitude
        projected[0, head, slow:, token] = view @ digest
        projected[1, head, slow:, store] = view @ torch.eye(stored, width - token.stop)
        _copy(projected, output, head, token.start + head * head_width, COPY_GAIN * scale)

    for number, index in enumerate(LATER_BLOCKS):
        if index < len(model.blocks):
            projected, output = _weights(model.blocks[index])
            for head in range(heads // 2):
                part = (number * (heads // 2) + head) % copiers
                _copy(projected, output, head, token.start + part * head_width, LATER_GAIN * scale)


def _copy(projected: Tensor, output: Tensor, head: int, first: int, gain: float) -> None:
    """What the head attends to it writes: the dimensions from `first` on, as they are."""
    head_width = projected.shape[2]
    identity = torch.eye(head_width)
    projected[2, head] = 0
    projected[2, head, :, first : first + head_width] = identity
    output[:, head] = 0
    output[first : first + head_width, head] = gain * identity


@torch.no_grad()
def copying_accuracy(model: LanguageModel, length: int, rows: int = 8, seed: int = 0) -> float:
    """Share of tokens foretold in the second half of a random sequence that stands there twice."""
    generator = torch.Generator().manual_seed(seed)
    once = torch.randint(300, model.config.vocabulary, (rows, length), generator=generator)
    ids = torch.cat([torch.ones(rows, 1, dtype=torch.long), once, once], 1)
    positions = torch.arange(ids.shape[1])[None]
    stream = model(ids, causal_mask(ids.shape[1]), positions)
    foretold = model.logits(stream[:, length + 1 : -1]).argmax(-1)
    return float((foretold == ids[:, length + 2 :]).float().mean())


def main() -> None:
    parser = argparse.ArgumentParser(description="How well a checkpoint, or a new model, copies.")
    parser.add_argument("checkpoint", type=Path, nargs="?")
    arguments = parser.parse_args()
    if arguments.checkpoint:
        model, _ = load_checkpoint(arguments.checkpoint)
    else:
        torch.manual_seed(1)
        model = LanguageModel(Config())
        place_induction_heads(model, 1)
    for length in (24, 60, 200):
        print(f"{length} tokens repeated: {copying_accuracy(model, length):.2f} foretold")


if __name__ == "__main__":
    main()
