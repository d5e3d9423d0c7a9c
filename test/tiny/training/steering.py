"""Difference-in-means vectors, and plans that apply them to a batch.

A vector of a constraint is taken at the last prompt token, after every block: the direction of the
mean difference between requests with and without a phrasing, its norm, and the mean projection of
the requests with it (the target).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from constraints import Constraint
from model import LanguageModel, causal_mask
from prompt_form import ChatRow, prompt_segments
from tokenizer import Tokenizer

FOREVER = 1 << 30


@dataclass(frozen=True)
class Vector:
    """One constraint's direction per layer [layers, width], with norms and targets [layers]."""

    direction: Tensor
    norm: Tensor
    target: Tensor


@dataclass(frozen=True)
class Intervention:
    """One row operation on one row of a batch, in columns first <= c < last."""

    row: int
    layer: int
    direction: Tensor
    is_target: bool
    amount: float  # the target, or the length of what is added
    first: int = 0
    last: int = FOREVER


class SteeringPlan:
    """Interventions on a batch, grouped by layer. A row has at most one per layer."""

    def __init__(self, interventions: Sequence[Intervention]) -> None:
        self._by_layer: dict[int, tuple[Tensor, ...]] = {}
        for layer in {i.layer for i in interventions}:
            here = [i for i in interventions if i.layer == layer]
            self._by_layer[layer] = (
                torch.tensor([i.row for i in here]),
                torch.stack([i.direction for i in here]),
                torch.tensor([i.is_target for i in here]),
                torch.tensor([float(i.amount) for i in here]),
                torch.tensor([i.first for i in here]),
                torch.tensor([i.last for i in here]),
            )

    def apply(self, layer: int, stream: Tensor) -> Tensor:
        if layer not in self._by_layer:
            return stream
        rows, directions, is_target, amounts, first, last = (
            part.to(stream.device) for part in self._by_layer[layer]
        )
        projections = (stream[rows] * directions[:, None]).sum(-1)
        amounts = amounts[:, None]
        lengths = torch.where(is_target[:, None], amounts - projections, amounts)
        columns = torch.arange(stream.shape[1], device=stream.device)[None]
        lengths = lengths * ((columns >= first[:, None]) & (columns < last[:, None]))
        return stream.index_add(0, rows, lengths[..., None] * directions[:, None])


def prompt_ids(tokenizer: Tokenizer, query: str, phrasing: str = "") -> list[int]:
    """A chat prompt: a request, with a phrasing after it or without."""
    row = ChatRow(query, "", "", phrasings=(phrasing,))
    segments = prompt_segments(row, (0,) if phrasing else ())
    ids: list[int] = []
    for segment in segments:
        if segment.is_special:
            ids.append(tokenizer.special(segment.text))
        else:
            ids += tokenizer.encode(segment.text)
    return ids



@torch.no_grad()
def last_token_states(
    model: LanguageModel, prompts: Sequence[list[int]], batch_size: int = 256
) -> Tensor:
    """The residual stream after every block at the last token: [prompts, layers, width]."""
    device = model.embedding.weight.device
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    states = torch.empty(len(prompts), model.config.layers, model.config.width)
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        lengths = torch.tensor([len(prompts[i]) for i in chosen])
        ids = torch.zeros(len(chosen), int(lengths.max()), dtype=torch.long)
        for row, i in enumerate(chosen):
            ids[row, : len(prompts[i])] = torch.tensor(prompts[i])
        positions = torch.arange(ids.shape[1], device=device)[None]
        streams: list[Tensor] = []
        mask = causal_mask(ids.shape[1], device)
        model(ids.to(device), mask, positions, collect=streams)
        last = (torch.arange(len(chosen)), lengths - 1)
        states[chosen] = torch.stack([s.cpu()[last] for s in streams], 1)
    return states


def make_vectors(
    model: LanguageModel,
    tokenizer: Tokenizer,
    constraints: Sequence[Constraint],
    queries: Sequence[str],
    rng: random.Random,
) -> dict[Constraint, Vector]:
    """Difference-in-means vectors over `queries`, a random phrasing for each pair."""
    model.eval()
    without = last_token_states(model, [prompt_ids(tokenizer, q) for q in queries]).mean(0)
    prompts = [prompt_ids(tokenizer, q, c.phrase(rng)) for c in constraints for q in queries]
    states = last_token_states(model, prompts).view(
        len(constraints), len(queries), *without.shape
    )
    vectors = {}
    for constraint, with_phrasing in zip(constraints, states):
        difference = with_phrasing.mean(0) - without
        norm = difference.norm(dim=-1)
        direction = difference / norm[:, None]
        target = (with_phrasing * direction).sum(-1).mean(0)
        vectors[constraint] = Vector(direction, norm, target)
    return vectors
