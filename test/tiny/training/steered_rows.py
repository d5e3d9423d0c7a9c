"""Rows on which vectors act: which of a row's constraints, at which layers and columns."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from batches import Row, encode
from constraints import (
    BULLETS,
    CAPITALS,
    CONCISE,
    COPIED,
    EXCLUDE,
    INCLUDE,
    JSON,
    LANGUAGE,
    LANGUAGE_CODES,
    LOWERCASE,
    NO_COMMA,
    QUOTATION,
    VERBOSE,
    Constraint,
)
from data import Rows, exchange, raw_continuation, sentence_with_word
from model import LanguageModel
from prompt_form import BOS, Kind, Segment, answer_segments, chat_segments, special
from queries import spread_requests, split_topics
from steering import FOREVER, Intervention, Vector, make_vectors
from tokenizer import Tokenizer

VECTOR_QUERIES = 8
STEERED_LAYERS = (1, 2, 3, 4)
RAW_CONSTRAINTS = (CAPITALS, LOWERCASE, NO_COMMA, BULLETS, JSON, QUOTATION, CONCISE, VERBOSE)


def steered_by(constraint: Constraint) -> Constraint:
    """Exclusion has no vector of its own: it subtracts that of the inclusion."""
    is_exclusion = constraint.key == EXCLUDE
    return Constraint(INCLUDE, constraint.argument) if is_exclusion else constraint


def steered_row(rows: Rows, tokenizer: Tokenizer, seed: int, number: int) -> Row:
    """Row `number` of the steered data: which constraints act as vectors, and the rest told."""
    rng = random.Random(f"steered/{seed}/{number}")
    draw = rng.random()
    steered: tuple[Constraint, ...]
    if draw < 0.10:
        # The shortest way from the vector of a word to the word.
        including, sentence = sentence_with_word(rng)
        segments = exchange("Write a sentence.", "", sentence)
        steered = (including,)
        has_prefix = False
    elif draw < 0.17:
        constraint = raw_constraint(rng)
        prefix, answer = raw_continuation(constraint, rng)
        segments = [special(BOS), Segment(prefix, Kind.CONTEXT)]
        segments += answer_segments(answer, (constraint,))
        steered = (constraint,)
        has_prefix = True
    else:
        chat = rows.chat(rng, minimum=1)
        numbers = range(len(chat.constraints))
        vector_numbers = [n for n in numbers if chat.constraints[n].key not in COPIED]
        if len(vector_numbers) == 2 and rng.random() < 0.5:
            vector_numbers = [rng.choice(vector_numbers)]
        is_also_told = len(numbers) == 1 and rng.random() < 0.12
        told = [n for n in numbers if n not in vector_numbers or is_also_told]
        segments = chat_segments(chat, tuple(told))
        steered = tuple(chat.constraints[n] for n in vector_numbers)
        has_prefix = bool(chat.prefix)
    row = encode(tokenizer, segments)
    first_answer = next(i for i, k in enumerate(row.kinds) if k >= Kind.ANSWER)
    row.last_prompt, row.has_prefix, row.steered = first_answer - 1, has_prefix, steered
    return row


def raw_constraint(rng: random.Random) -> Constraint:
    if rng.random() < 0.25:
        return Constraint(LANGUAGE, rng.choice(tuple(LANGUAGE_CODES)))
    return Constraint(rng.choice(RAW_CONSTRAINTS))


def steered_columns(row: Row, rng: random.Random) -> tuple[int, int]:
    """All columns, those from the last prompt token on, or that one alone."""
    draw = rng.random()
    everywhere, onwards = (0.15, 0.70) if row.has_prefix else (0.40, 0.45)
    if draw < everywhere:
        return 0, FOREVER
    if draw < everywhere + onwards:
        return row.last_prompt, FOREVER
    return row.last_prompt, row.last_prompt + 1


def interventions(
    rows: Sequence[Row], vectors: dict[Constraint, Vector], rng: random.Random
) -> list[Intervention]:
    """Each steered constraint of each row at a random layer, as an addition or a target."""
    planned = []
    for number, row in enumerate(rows):
        first, last = steered_columns(row, rng)
        layers = rng.sample(STEERED_LAYERS, len(row.steered))
        for constraint, layer in zip(row.steered, layers):
            is_excluded = constraint.key == EXCLUDE
            vector = vectors[steered_by(constraint)]
            is_target = not is_excluded and rng.random() < 0.5
            norm, target = float(vector.norm[layer]), float(vector.target[layer])
            if is_target:
                amount = target * rng.uniform(0.9, 1.15)
            else:
                amount = norm * rng.uniform(0.6, 1.8) * (-1 if is_excluded else 1)
            direction = vector.direction[layer]
            planned.append(
                Intervention(number, layer, direction, is_target, amount, first, last)
            )
    return planned


class CurrentVectors:
    """The model's vectors as it is now, made when a row needs them and kept until `forget`."""

    def __init__(self, model: LanguageModel, tokenizer: Tokenizer) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._topics = split_topics()["extraction"]
        self.forget("")

    def forget(self, seed: str) -> None:
        """The weights have changed: vectors are made anew, over requests that `seed` draws."""
        self._known: dict[Constraint, Vector] = {}
        self._rng = random.Random(f"vectors/{seed}")
        topics = self._rng.sample(self._topics, VECTOR_QUERIES)
        self._queries = spread_requests(topics, VECTOR_QUERIES)

    def of(self, rows: Iterable[Row]) -> dict[Constraint, Vector]:
        """The vectors of all constraints that steer these rows, and of those known besides."""
        wanted = {steered_by(c) for row in rows for c in row.steered}
        missing = sorted(wanted - self._known.keys(), key=str)
        if missing:
            was_training = self._model.training
            self._known |= make_vectors(
                self._model, self._tokenizer, missing, self._queries, self._rng
            )
            self._model.train(was_training)
        return self._known
