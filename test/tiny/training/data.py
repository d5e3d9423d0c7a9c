"""Training rows, each a pure function of its seed and number.

A chat row is a request (write, ask, continue, rewrite), zero to two constraints with a phrasing
each, and an answer that obeys them. The stage that is aware of steering renders the same rows without
the phrasing of the steered constraints.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from answers import Brief, compose
from constraints import INCLUDE, Constraint
from genres import cast, genres_of, letter
from matter import (
    TAUGHT_TOPICS,
    continue_text,
    genre_matter,
    prose_matter,
    record_matter,
    rotate,
    start_of_facts,
    world_matter,
)
from prompt_form import (
    ASSISTANT,
    BOS,
    END,
    USER,
    ChatRow,
    Kind,
    Segment,
    chat_segments,
    document_segments,
    special,
)
from prose import Prose
from records import made_up_name
from words import SEEN_WORDS, UNSEEN_WORDS
from world import LANGUAGES, load_topics

SYSTEM_MESSAGES = (
    "You are a helpful writing assistant.",
    "You are a helpful assistant.",
    "You help people to write.",
)
LONG_ROW_WORDS = 600


class Rows:
    """Rows of each stage. Without prose, the world stands in its place."""

    def __init__(self, prose: Prose | None) -> None:
        self.prose = prose

    def chat(self, rng: random.Random, *, minimum: int = 0) -> ChatRow:
        """A chat row with at least `minimum` constraints; held-out topics never get any."""
        count = rng.choices(range(minimum, 3), (34, 46, 20)[minimum:])[0]
        draw = rng.random()
        if draw < 0.16 and self.prose:
            matter = prose_matter(self.prose, count, rng)
        elif draw < 0.24:
            matter = record_matter(count, rng)
        elif draw < 0.31:
            matter = genre_matter(count, rng)
        else:
            matter = world_matter(count, rng)
        if len(matter.constraints) < minimum:
            return self.chat(rng, minimum=minimum)
        in_system = rng.random() < 0.15
        return ChatRow(
            request=matter.request,
            prefix=matter.prefix,
            answer=matter.answer,
            constraints=matter.constraints,
            phrasings=tuple(c.phrase(rng) for c in matter.constraints),
            in_system=in_system,
            system=rng.choice(SYSTEM_MESSAGES) if rng.random() < (0.5 if in_system else 0.1) else "",
        )

    def base(self, seed: int, number: int) -> list[Segment]:
        """Row `number` of the first stage: texts alone, and texts that repeat themselves."""
        rng = random.Random(f"base/{seed}/{number}")
        draw = rng.random()
        if draw < 0.3:
            return self.repetition(rng)
        if draw < 0.65 and self.prose:
            language = rng.choices(("en", "fr", "es", "de"), (6, 1, 1, 1))[0]
            return document_segments(self.prose.paragraph(language, rng))
        return document_segments(world_document(rng))

    def repetition(self, rng: random.Random) -> list[Segment]:
        """A text and the same text again: nothing but copying foretells it."""
        if rng.random() < 0.6 or not self.prose:
            words = [self.any_word(rng) for _ in range(rng.randint(3, 24))]
            first = again = " ".join(words)
        else:
            first = again = " ".join(self.prose.passage("en", rng, 3))
            if rng.random() < 0.4:
                again = first.upper() if rng.random() < 0.6 else first.lower()
        return document_segments("\n" + again, first)

    def any_word(self, rng: random.Random) -> str:
        draw = rng.random()
        if draw < 0.2:
            return made_up_name(rng)
        if draw < 0.6 or not self.prose:
            return rng.choice(SEEN_WORDS)
        return rng.choice(self.prose.passage("en", rng, 2)[0].split()).strip(".,!?") or "a"

    def instructed(self, seed: int, number: int) -> list[Segment]:
        """Row `number` of the stages with instructions."""
        rng = random.Random(f"instructed/{seed}/{number}")
        draw = rng.random()
        if draw < 0.07:
            return document_segments(world_document(rng))
        if draw < 0.12 and self.prose:
            language = rng.choices(("en", "fr", "es", "de"), (6, 1, 1, 1))[0]
            return document_segments(self.prose.paragraph(language, rng))
        if draw < 0.22:
            return echo_segments(rng)
        if draw < 0.232:
            return self.long_segments(rng)
        return chat_segments(self.chat(rng))

    def long_segments(self, rng: random.Random) -> list[Segment]:
        """Several turns of one conversation, or several documents, up to the context's length."""
        segments = [special(BOS)]
        is_chat = rng.random() < 0.7
        words = 0.0
        while words < LONG_ROW_WORDS:
            row = chat_segments(self.chat(rng)) if is_chat else document_segments(world_document(rng))
            turn = [s for s in row if s.text != BOS]
            segments += turn
            words += sum(1 if s.is_special else len(s.text.split()) * 1.25 for s in turn)
        return segments

    def tokenizer_texts(self, count: int) -> Iterator[str]:
        """What the tokenizer learns from: rows of both kinds, and every word that can be asked for."""
        for number in range(count):
            for segment in (*self.instructed(0, number), *self.base(0, number)):
                if not segment.is_special:
                    yield segment.text
        for word in (*SEEN_WORDS, *UNSEEN_WORDS):
            yield f" {word}" * 40


def world_document(rng: random.Random) -> str:
    topic = rng.choice(load_topics())
    language = rng.choices(LANGUAGES, (5, 2, 2, 2, 2))[0]
    attributes = rotate(topic.category.attributes, start_of_facts(topic, rng))
    count = rng.choice((3, 4, 5, 6, 7))
    facts = compose(topic, attributes, count, Brief(language=language), rng, opening=True)
    draw = rng.random()
    if draw < 0.06:
        return letter(language, facts[:4], cast(topic, rng))
    if draw < 0.12 and language == "en":
        return rng.choice(genres_of(topic)).write(topic, facts[:4], cast(topic, rng), rng)
    return " ".join(facts)


def raw_continuation(constraint: Constraint, rng: random.Random) -> tuple[str, str]:
    """A document that goes on under a constraint: its beginning and its continuation."""
    matter = continue_text(rng.choice(TAUGHT_TOPICS), (constraint,), rng)
    return matter.prefix, matter.answer


WORD_SENTENCES = (
    "I saw a {w} today.",
    "The {w} is here.",
    "Have you seen the {w}?",
    "She thinks of the {w}.",
    "We need a {w} now.",
)


def echo_segments(rng: random.Random) -> list[Segment]:
    """Words and single sentences with a word: teaches the cue to carry an arbitrary word."""
    if rng.random() < 0.5:
        word = rng.choice(SEEN_WORDS)
        words = [word] if rng.random() < 0.7 else [word, rng.choice(SEEN_WORDS)]
        request_text = "Write this word:" if len(words) == 1 else "Write these words:"
        answer = ", ".join(words)
        return exchange(request_text, answer, [Segment(answer, Kind.KEYWORD)])
    including, sentence = sentence_with_word(rng)
    return exchange("Write a sentence.", including.phrase(rng), sentence)


def sentence_with_word(rng: random.Random) -> tuple[Constraint, list[Segment]]:
    """A word to include, and a sentence that does."""
    word = rng.choice(SEEN_WORDS)
    before, after = rng.choice(WORD_SENTENCES).split(" {w}")
    return Constraint(INCLUDE, word), [
        Segment(before, Kind.ANSWER),
        Segment(f" {word}", Kind.KEYWORD),
        Segment(after, Kind.ANSWER),
    ]


def exchange(request_text: str, asked: str, parts: list[Segment]) -> list[Segment]:
    """A request, what is asked of its answer (empty: nothing), and the answer."""
    return [
        special(BOS),
        special(USER),
        Segment(request_text, Kind.CONTEXT),
        *([Segment(" " + asked, Kind.INSTRUCTION)] if asked else []),
        special(END),
        special(ASSISTANT, Kind.CUE),
        *parts,
        special(END, Kind.ANSWER),
    ]
