"""Encoded rows, in batches of similar length, with loss weights and attention masks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from constraints import Constraint
from model import MASKED
from prompt_form import Kind, Segment
from steering import Intervention, SteeringPlan
from tokenizer import Tokenizer

ROWS_PER_BLOCK = 2048
KEYWORD_WEIGHT = 4.0


@dataclass
class Row:
    """One encoded row; `last_prompt` is the column of the last prompt token."""

    ids: list[int]
    kinds: list[int]
    last_prompt: int = 0
    has_prefix: bool = False
    steered: tuple[Constraint, ...] = ()


@dataclass
class Batch:
    """Padded rows [rows, columns] with loss weights, attention mask and steering plan."""

    ids: Tensor
    weights: Tensor
    mask: Tensor
    tokens: int
    plan: SteeringPlan | None = None

    def to(self, device: torch.device) -> Batch:
        ids, weights, mask = (t.to(device) for t in (self.ids, self.weights, self.mask))
        return Batch(ids, weights, mask, self.tokens, self.plan)


def encode(tokenizer: Tokenizer, segments: list[Segment]) -> Row:
    row = Row([], [])
    for segment in segments:
        if segment.is_special:
            ids = [tokenizer.special(segment.text)]
        else:
            ids = tokenizer.encode(segment.text)
        row.ids += ids
        row.kinds += [int(segment.kind)] * len(ids)
    return row


def attention_mask(kinds: Tensor, masked_rows: Tensor) -> Tensor:
    """Causal; in `masked_rows` only instruction and cue may attend to the instruction."""
    length = kinds.shape[1]
    allowed = torch.ones(length, length, dtype=torch.bool).tril()[None]
    is_instruction = kinds == Kind.INSTRUCTION
    is_blind = ~is_instruction & (kinds != Kind.CUE)
    hidden = is_blind[:, :, None] & is_instruction[:, None, :] & masked_rows[:, None, None]
    mask = torch.zeros(kinds.shape[0], 1, length, length)
    return mask.masked_fill_(~(allowed & ~hidden)[:, None], MASKED)


def collate(
    rows: list[Row], masked: list[bool], interventions: list[Intervention] | None = None
) -> Batch:
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    kinds = torch.full((len(rows), length), -1, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        kinds[i, : len(row.ids)] = torch.tensor(row.kinds)
    weights = (kinds == Kind.ANSWER).float() + (kinds == Kind.KEYWORD).float() * KEYWORD_WEIGHT
    return Batch(
        ids=ids,
        weights=weights,
        mask=attention_mask(kinds, torch.tensor(masked)),
        tokens=sum(len(row.ids) for row in rows),
        plan=None if interventions is None else SteeringPlan(interventions),
    )


class Blocks(Dataset):
    """Block `n`: the rows n * ROWS_PER_BLOCK onwards as batches of similar length, shuffled."""

    def __init__(self, make_row: Callable[[int, int], Row], seed: int, batch_tokens: int) -> None:
        self._make_row = make_row
        self._seed = seed
        self._batch_tokens = batch_tokens

    def __getitem__(self, block: int) -> list[list[Row]]:
        numbers = range(block * ROWS_PER_BLOCK, (block + 1) * ROWS_PER_BLOCK)
        rows = sorted((self._make_row(self._seed, n) for n in numbers), key=lambda r: len(r.ids))
        batches: list[list[Row]] = [[]]
        for row in rows:
            if batches[-1] and (len(batches[-1]) + 1) * len(row.ids) > self._batch_tokens:
                batches.append([])
            batches[-1].append(row)
        random.Random(f"order/{self._seed}/{block}").shuffle(batches)
        return batches


class Stream:
    """Endless batches of a data set of blocks; knows its position, so that a run can go on there."""

    def __init__(self, blocks: Blocks, position: tuple[int, int], workers: int) -> None:
        self.position = position
        self._blocks = blocks
        self._workers = workers

    def __iter__(self) -> Iterator[list[Row]]:
        first, used = self.position
        loader = DataLoader(
            self._blocks,
            batch_size=None,
            sampler=range(first, 1 << 30),
            num_workers=self._workers,
        )
        for number, batches in enumerate(loader, first):
            for index in range(used, len(batches)):
                self.position = (number, index + 1)
                yield batches[index]
            used = 0
