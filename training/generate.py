"""Greedy text from the model, many prompts at once, each under its own steering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from model import MASKED, LanguageModel
from steering import FOREVER, Intervention, SteeringPlan, Vector
from tokenizer import END, Tokenizer

POSITIONS = ("onwards", "cue", "everywhere")


@dataclass(frozen=True)
class Setting:
    """How a vector is applied: layer, operation (`add` has a weight) and positions."""

    layer: int
    operation: str
    weight: float = 1.0
    positions: str = "onwards"

    def __str__(self) -> str:
        weight = f" x{self.weight:g}" if self.operation == "add" else ""
        return f"layer {self.layer}, {self.operation}{weight}, {self.positions}"

    def intervention(self, vector: Vector) -> Intervention:
        """For row 0 and columns counted from the last prompt token; `generate` moves it."""
        is_target = self.operation == "target"
        source = vector.target if is_target else vector.norm
        amount = float(source[self.layer]) * (1.0 if is_target else self.weight)
        first = -FOREVER if self.positions == "everywhere" else 0
        last = 1 if self.positions == "cue" else FOREVER
        direction = vector.direction[self.layer]
        return Intervention(0, self.layer, direction, is_target, amount, first, last)


@dataclass(frozen=True)
class Job:
    """A prompt and the interventions on its answer."""

    prompt: list[int]
    steering: tuple[Intervention, ...] = ()


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


@torch.no_grad()
def _generate_batch(
    model: LanguageModel, jobs: Sequence[Job], end: int, max_tokens: int
) -> list[list[int]]:
    ids, padding = _left_padded([job.prompt for job in jobs])
    cue = ids.shape[1] - 1
    plan = SteeringPlan(
        [
            replace(i, row=row, first=cue + i.first, last=cue + i.last)
            for row, job in enumerate(jobs)
            for i in job.steering
        ]
    )
    answers: list[list[int]] = [[] for _ in jobs]
    active = torch.arange(len(jobs))
    cache = [None] * model.config.layers
    positions = (torch.arange(ids.shape[1])[None] - padding[:, None]).clamp(min=0)
    first_column, columns = 0, ids.shape[1]
    for _ in range(max_tokens):
        mask = _mask(first_column, columns, padding)
        stream = model(
            ids, mask, positions, steering=plan, cache=cache, offset=first_column
        )
        chosen = model.logits(stream[:, -1]).argmax(-1)
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
            plan.keep_rows(keep)
        ids, positions = chosen[:, None], positions[:, -1:] + 1
        first_column, columns = columns, columns + 1
    return answers


def generate(
    model: LanguageModel,
    tokenizer: Tokenizer,
    jobs: Sequence[Job],
    *,
    max_tokens: int = 160,
    batch_size: int = 192,
) -> list[Answer]:
    """The greedy answer of every job, in order."""
    model.eval()
    end = tokenizer.special(END)
    answers: list[Answer | None] = [None] * len(jobs)
    order = sorted(range(len(jobs)), key=lambda i: len(jobs[i].prompt))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        batch = _generate_batch(model, [jobs[i] for i in chosen], end, max_tokens)
        for i, ids in zip(chosen, batch):
            answers[i] = Answer(tokenizer.decode(ids), bool(ids) and ids[-1] == end)
    return answers
