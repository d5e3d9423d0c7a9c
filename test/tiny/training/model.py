"""A llama-architecture language model, small enough to train on a processor.

Rotary embedding on interleaved pairs (llama.cpp's form), RMS norm, SwiGLU, tied embeddings. After
every block a steering plan may change the residual stream, and `collect` may read it: the same
places that llama.cpp names `l_out-<il>`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MASKED = -1e4


@dataclass(frozen=True)
class Config:
    """Sizes of the model."""

    vocabulary: int = 4096
    width: int = 192
    layers: int = 6
    heads: int = 4
    feed_forward: int = 512
    context: int = 1024
    rope_base: float = 10000.0
    norm_epsilon: float = 1e-5


class Steering(Protocol):
    """Changes the residual stream after a block."""

    def apply(self, layer: int, stream: Tensor) -> Tensor: ...


Cache = list[tuple[Tensor, Tensor] | None]


class RmsNorm(nn.Module):
    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        scale = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon)
        return x * scale * self.weight


def rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """Rotates neighbouring pairs of the last dimension by complex numbers of length 1."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * rotation).flatten(-2).to(x.dtype)


class Block(nn.Module):
    """Attention and feed-forward; the residual stream stays in float32."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.attention_norm = RmsNorm(width, config.norm_epsilon)
        self.feed_forward_norm = RmsNorm(width, config.norm_epsilon)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.attention_output = nn.Linear(width, width, bias=False)
        self.gate_up = nn.Linear(width, 2 * config.feed_forward, bias=False)
        self.down = nn.Linear(config.feed_forward, width, bias=False)

    def forward(
        self,
        x: Tensor,
        rotation: Tensor,
        mask: Tensor,
        past: tuple[Tensor, Tensor] | None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        batch, length, width = x.shape
        head_width = width // self.heads
        normed = self.attention_norm(x)
        projected = self.query_key_value(normed).view(batch, length, 3, self.heads, head_width)
        query, key, value = projected.permute(2, 0, 3, 1, 4)
        query = rotate(query, rotation) * (1 / math.sqrt(head_width))
        key = rotate(key, rotation)
        if past is not None:
            key = torch.cat([past[0], key], 2)
            value = torch.cat([past[1], value], 2)
        scores = query @ key.transpose(-1, -2) + mask
        mixed = torch.softmax(scores, -1, dtype=scores.dtype).to(value.dtype) @ value
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        x = x + self.attention_output(mixed)
        normed = self.feed_forward_norm(x)
        gate, up = self.gate_up(normed).chunk(2, -1)
        x = x + self.down(F.silu(gate) * up)
        return x, (key, value)


class LanguageModel(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RmsNorm(config.width, config.norm_epsilon)
        head_width = config.width // config.heads
        exponents = torch.arange(0, head_width, 2).float() / head_width
        self.register_buffer("frequencies", config.rope_base**-exponents, persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        into_stream = 1 / math.sqrt(2 * self.config.layers)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                is_output = name.endswith(("attention_output.weight", "down.weight"))
                gain = into_stream if is_output else 0.8
                nn.init.normal_(parameter, 0, gain / math.sqrt(parameter.shape[1]))
        nn.init.normal_(self.embedding.weight, 0, 0.05)

    def forward(
        self,
        ids: Tensor,
        mask: Tensor,
        positions: Tensor,
        *,
        steering: Steering | None = None,
        cache: Cache | None = None,
        collect: list[Tensor] | None = None,
    ) -> Tensor:
        """The normalised final stream [batch, length, width]; `logits` makes scores of it.

        `mask` is added to the attention scores. `cache` is read and filled in place.
        """
        x = self.embedding(ids).float()
        angles = positions.float()[..., None] * self.frequencies
        rotation = torch.polar(torch.ones_like(angles), angles)[:, None]
        for layer, block in enumerate(self.blocks):
            x, present = block(x, rotation, mask, cache[layer] if cache else None)
            if cache is not None:
                cache[layer] = present
            if steering is not None:
                x = steering.apply(layer, x)
            if collect is not None:
                collect.append(x)
        return self.norm(x)

    def logits(self, stream: Tensor) -> Tensor:
        return F.linear(stream, self.embedding.weight)


def causal_mask(length: int, device: torch.device | None = None) -> Tensor:
    allowed = torch.ones(length, length, dtype=torch.bool, device=device).tril()
    return torch.zeros(1, 1, length, length, device=device).masked_fill_(~allowed, MASKED)


def save_checkpoint(path: Path, model: LanguageModel, **extra: object) -> None:
    """Writes the model and whatever is needed to go on; never leaves half a file."""
    partial = path.with_suffix(".part")
    state = {"config": asdict(model.config), "model": model.state_dict(), **extra}
    torch.save(state, partial)
    partial.replace(path)


def load_checkpoint(path: Path) -> tuple[LanguageModel, dict]:
    state = torch.load(path, map_location="cpu")
    model = LanguageModel(Config(**state["config"]))
    model.load_state_dict(state["model"])
    return model, state
