"""Texts of the model for many prompts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from model import MASKED, LanguageModel
from prompt_form import END
from tokenizer import Tokenizer


@dataclass(frozen=True)
class Answer:
    text: str
    has_ended: bool


def _left_padded(prompts: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    length = max(len(p) for p in prompts)
    ids = torch.zeros(len(prompts), length, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        ids[row, length - len(prompt) :] = torch.tensor(prompt)
    return ids, torch.tensor([length - len(p) for p in prompts])


def _mask(first_column: int, columns: int, padding: Tensor) -> Tensor:
    """Columns first_column.. may attend to earlier ones that are not padding, and to themselves."""
    seen, seeing = torch.arange(columns), torch.arange(first_column, columns)
    allowed = (seen[None] <= seeing[:, None])[None] & (seen >= padding[:, None])[:, None]
    allowed = allowed | (seen[None] == seeing[:, None])[None]
    return torch.zeros(allowed.shape).masked_fill_(~allowed, MASKED)[:, None]


def _choose(logits: Tensor, temperature: float) -> Tensor:
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial(torch.softmax(logits / temperature, -1), 1)[:, 0]


@torch.no_grad()
def _generate_batch(
    model: LanguageModel,
    prompts: Sequence[list[int]],
    end: int,
    max_tokens: int,
    temperature: float,
) -> list[list[int]]:
    ids, padding = _left_padded(prompts)
    answers: list[list[int]] = [[] for _ in prompts]
    active = torch.arange(len(prompts))
    cache = [None] * model.config.layers
    positions = (torch.arange(ids.shape[1])[None] - padding[:, None]).clamp(min=0)
    first_column, columns = 0, ids.shape[1]
    for _ in range(max_tokens):
        mask = _mask(first_column, columns, padding)
        stream = model(ids, mask, positions, cache=cache)
        chosen = _choose(model.logits(stream[:, -1]), temperature)
        for row, token in zip(active.tolist(), chosen.tolist()):
            answers[row].append(token)
        keep = chosen != end
        if not keep.any():
            break
        if not keep.all():
            active, padding, chosen, positions = (
                part[keep] for part in (active, padding, chosen, positions)
            )
            cache[:] = [(key[keep], value[keep]) for key, value in cache]
        ids, positions = chosen[:, None], positions[:, -1:] + 1
        first_column, columns = columns, columns + 1
    return answers


def generate(
    model: LanguageModel,
    tokenizer: Tokenizer,
    prompts: Sequence[list[int]],
    *,
    temperature: float = 0.0,
    max_tokens: int = 200,
    batch_size: int = 96,
) -> list[Answer]:
    """An answer to every prompt, in order; a temperature of 0 is greedy."""
    model.eval()
    end = tokenizer.special(END)
    answers: list[Answer | None] = [None] * len(prompts)
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        batch = [prompts[i] for i in chosen]
        for i, ids in zip(chosen, _generate_batch(model, batch, end, max_tokens, temperature)):
            answers[i] = Answer(tokenizer.decode(ids), bool(ids) and ids[-1] == end)
    return answers
