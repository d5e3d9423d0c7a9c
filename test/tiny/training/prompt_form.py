"""Rows as segments of the prompt form that the model is trained on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from constraints import COPIED, INCLUDE, Constraint

PAD, BOS, END, USER, ASSISTANT, SYSTEM = SPECIAL_TOKENS = (
    "<|pad|>",
    "<|bos|>",
    "<|end|>",
    "<|user|>",
    "<|assistant|>",
    "<|system|>",
)


class Kind(IntEnum):
    """What a segment is, for the loss and for the attention mask."""

    CONTEXT = 0
    INSTRUCTION = 1
    CUE = 2  # the last prompt token of the chat template
    ANSWER = 3
    KEYWORD = 4  # a word of the answer that the instruction asked for


@dataclass(frozen=True)
class Segment:
    text: str
    kind: Kind
    is_special: bool = False


@dataclass(frozen=True)
class ChatRow:
    """One request with its constraints and its answer; `prefix` is an answer's given beginning."""

    request: str
    prefix: str
    answer: str
    constraints: tuple[Constraint, ...] = ()
    phrasings: tuple[str, ...] = ()
    in_system: bool = False
    system: str = ""


def special(token: str, kind: Kind = Kind.CONTEXT) -> Segment:
    return Segment(token, kind, is_special=True)


def answer_segments(text: str, constraints: tuple[Constraint, ...]) -> list[Segment]:
    """The answer, with the words that were asked for as segments of their own."""
    words = [re.escape(c.argument) for c in constraints if c.key == INCLUDE]
    if not words:
        parts = [Segment(text, Kind.ANSWER)]
    else:
        pieces = re.split(rf"( ?\b(?:{'|'.join(words)})\b)", text, flags=re.IGNORECASE)
        kinds = (Kind.ANSWER, Kind.KEYWORD)
        parts = [Segment(p, kinds[i % 2]) for i, p in enumerate(pieces) if p]
    return [*parts, special(END, Kind.ANSWER)]


def prompt_segments(row: ChatRow, told: tuple[int, ...]) -> list[Segment]:
    """The prompt up to the cue, with the phrasings of the constraints numbered in `told`."""
    instructions = " ".join(row.phrasings[i] for i in told)
    is_copied = any(row.constraints[i].key in COPIED for i in told if row.constraints)
    kind = Kind.CONTEXT if is_copied else Kind.INSTRUCTION
    in_system = bool(instructions) and row.in_system
    segments = [special(BOS)]
    if row.system or in_system:
        segments.append(special(SYSTEM))
        if row.system:
            segments.append(Segment(row.system, Kind.CONTEXT))
        if in_system:
            segments.append(Segment((" " if row.system else "") + instructions, kind))
        segments.append(special(END))
    segments += [special(USER), Segment(row.request, Kind.CONTEXT)]
    if instructions and not in_system:
        segments.append(Segment(" " + instructions, kind))
    return [*segments, special(END), special(ASSISTANT, Kind.CUE)]


def chat_segments(row: ChatRow, told: tuple[int, ...] | None = None) -> list[Segment]:
    """The whole row; `told` defaults to all of its constraints."""
    if told is None:
        told = tuple(range(len(row.constraints)))
    segments = prompt_segments(row, told)
    if row.prefix:
        segments.append(Segment(row.prefix, Kind.CONTEXT))
    return segments + answer_segments(row.answer, row.constraints)


def document_segments(text: str, prefix: str = "") -> list[Segment]:
    """A text outside of any chat; its given beginning is not learned."""
    given = [Segment(prefix, Kind.CONTEXT)] if prefix else []
    return [special(BOS), *given, Segment(text, Kind.ANSWER), special(END, Kind.ANSWER)]
