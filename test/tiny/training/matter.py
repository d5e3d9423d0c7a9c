"""What a chat row is about, and its answer under constraints.

The matter of a row is a topic of the generated world, a text of another genre, a passage of prose, or
sentences with made-up names and numbers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answers import Brief, arrange, compose, keyword_sentence, separator, shorten
from constraints import (
    ARGUMENTS,
    CAPITAL_WORDS,
    CAPITALS,
    END,
    EXCLUDE,
    INCLUDE,
    LANGUAGE,
    LANGUAGE_CODES,
    LOWERCASE,
    NO_COMMA,
    PLACEHOLDERS,
    QUOTATION,
    REPEAT,
    TITLE,
    TWO_RESPONSES,
    VERBOSE,
    WEIGHTS,
    Constraint,
    can_hold_together,
)
from genres import cast, genres_of
from prose import Prose
from queries import REQUESTS, request, taught_topics
from records import record
from words import SEEN_WORDS, UNSEEN_WORDS
from world import LANGUAGES, Topic, capitalise, load_topics, mentions

CONTINUE_REQUEST = "Continue the text."
REWRITE_REQUEST = "Rewrite this text: "
END_PHRASES = (
    "That is all.",
    "Let me know what you think.",
    "Is there anything else I can help with?",
    "And so the day ended.",
    "More will follow soon.",
    "Nothing else matters.",
    "Thank you for your time.",
    "This is my last word.",
)
# Keys that fit texts which are not made sentence by sentence from a topic.
GENRE_KEYS = (CAPITALS, LOWERCASE, CAPITAL_WORDS, TITLE, QUOTATION, INCLUDE, END)
PASSAGE_KEYS = tuple(
    key for key in WEIGHTS if key not in (VERBOSE, LANGUAGE, REPEAT, TWO_RESPONSES, PLACEHOLDERS)
)
ENGLISH_ONLY = (CAPITALS, LOWERCASE, CAPITAL_WORDS, END)
# A text may be cut inside of a sentence only where what follows has no form of its own.
FREE_FORM = frozenset((CAPITALS, LOWERCASE, NO_COMMA, VERBOSE, EXCLUDE))

TAUGHT_TOPICS = taught_topics()


@dataclass(frozen=True)
class Matter:
    """What a chat row is about: its request, the given beginning, and the answer under constraints."""

    request: str
    prefix: str
    answer: str
    constraints: tuple[Constraint, ...]


def draw_constraints(
    keys: Sequence[str], count: int, topic: Topic | None, rng: random.Random
) -> tuple[Constraint, ...]:
    """`count` constraints that can hold together, by WEIGHTS."""
    weights = [WEIGHTS[key] for key in keys]
    while True:
        drawn = tuple(
            Constraint(key, draw_argument(key, topic, rng))
            for key in rng.choices(keys, weights, k=count)
        )
        if can_hold_together(drawn):
            return drawn


def draw_argument(key: str, topic: Topic | None, rng: random.Random) -> str:
    if key in ARGUMENTS:
        return rng.choice(ARGUMENTS[key])
    if key == INCLUDE:
        return rng.choice(SEEN_WORDS)
    if key == EXCLUDE:
        own = topic.noun_keys() if topic and rng.random() < 0.85 else SEEN_WORDS
        return rng.choice(own)
    if key == END:
        return rng.choice(END_PHRASES)
    return ""


# --- the generated world ------------------------------------------------------------------------


def usual_length(rng: random.Random, *, is_continuation: bool = False) -> int:
    return rng.choice((2, 3, 3, 4) if is_continuation else (3, 3, 4))


def rotate(items: list, start: int) -> list:
    return items[start:] + items[:start]


def start_of_facts(topic: Topic, rng: random.Random) -> int:
    """Mostly the first attribute: the most likely text must not be a mixture."""
    return 0 if rng.random() < 0.7 else rng.randrange(len(topic.category.attributes))


def title_of(topic: Topic, language: str, rng: random.Random) -> str:
    if language == "en" and rng.random() < 0.4:
        return rng.choice(("About ", "A note on ")) + topic.definite
    return capitalise(topic.names[language])


def write(topic: Topic, constraints: tuple[Constraint, ...], rng: random.Random) -> Matter:
    start = start_of_facts(topic, rng)
    return _answered(topic, request(topic, rng.choice(REQUESTS)), start, constraints, rng)


def ask(topic: Topic, constraints: tuple[Constraint, ...], rng: random.Random) -> Matter:
    start = rng.randrange(len(topic.category.attributes))
    subject = topic.definite if topic.category.name == "place" else topic.indefinite
    question = topic.category.attributes[start].question.replace("{a}", subject)
    return _answered(topic, question, start, constraints, rng)


def _answered(
    topic: Topic,
    request_text: str,
    start: int,
    constraints: tuple[Constraint, ...],
    rng: random.Random,
) -> Matter:
    constraints = tuple(
        replace(c, argument=request_text) if c.key == REPEAT else c for c in constraints
    )
    brief = Brief.of(constraints, rng)
    attributes = rotate(topic.category.attributes, start)
    count = brief.count or usual_length(rng)
    sentences = compose(topic, attributes, count, brief, rng, opening=True)
    if not constraints and rng.random() < 0.05:
        word = rng.choice(UNSEEN_WORDS if rng.random() < 0.3 else SEEN_WORDS)
        sentences[-1] = keyword_sentence(topic, word, rng, opening=False)
    title = title_of(topic, brief.language, rng)
    answer = arrange(sentences, constraints, brief.language, title, request_text, rng)
    if any(c.key == TWO_RESPONSES for c in constraints):
        others = compose(topic, rotate(attributes, 2), count, brief, rng, opening=True)
        second = arrange(others, constraints, brief.language, title, request_text, rng)
        answer += f"\n\n******\n\n{second}"
    return Matter(request_text, "", answer, constraints)


def continue_text(topic: Topic, constraints: tuple[Constraint, ...], rng: random.Random) -> Matter:
    brief = Brief.of(constraints, rng)
    attributes = rotate(topic.category.attributes, start_of_facts(topic, rng))
    given = rng.choice((1, 1, 2, 2, 3))
    prefix_language = "en"
    if not constraints and rng.random() < 0.2:
        brief.language = prefix_language = rng.choice(LANGUAGES[1:])
    before = compose(
        topic, attributes[:given], given, Brief(language=prefix_language), rng, opening=True
    )
    count = brief.count or usual_length(rng, is_continuation=True)
    rest = rotate(attributes, given)[: -given or None]
    is_bridge = brief.language != prefix_language
    after = compose(topic, rest, count, brief, rng, opening=is_bridge)
    prefix = " ".join(before)
    title = title_of(topic, brief.language, rng)
    answer = separator(constraints) + arrange(after, constraints, brief.language, title, "", rng)
    if {c.key for c in constraints} <= FREE_FORM and rng.random() < 0.2:
        prefix, answer = cut_inside(prefix, answer, constraints, rng)
    return Matter(CONTINUE_REQUEST, prefix, answer, constraints)


def cut_inside(
    prefix: str, answer: str, constraints: Sequence[Constraint], rng: random.Random
) -> tuple[str, str]:
    """Moves the first words of the answer's first sentence, in usual case, into the prefix."""
    words = answer.split(" ")
    length = next((i for i, word in enumerate(words) if word.endswith((".", "!", "?"))), 0)
    if length < 4:
        return prefix, answer
    cut = rng.randint(2, length - 1)
    moved = " ".join(words[:cut])
    if any(c.key in (CAPITALS, LOWERCASE) for c in constraints):
        moved = moved[:2].upper() + moved[2:].lower()
    return prefix + moved, " " + " ".join(words[cut:])


def rewrite(topic: Topic, constraints: tuple[Constraint, ...], rng: random.Random) -> Matter:
    brief = Brief.of(constraints, rng)
    given = rng.choice((2, 3, 3, 4))
    attributes = rotate(topic.category.attributes, rng.randrange(6))
    originals = compose(topic, attributes[:given], given, Brief(), rng, opening=True)
    count = brief.count or given
    sentences = compose(
        topic,
        attributes if count > given else attributes[:given],
        count,
        brief,
        rng,
        opening=True,
        originals={a.name: text for a, text in zip(attributes, originals)},
    )
    title = title_of(topic, brief.language, rng)
    answer = arrange(sentences, constraints, brief.language, title, "", rng)
    return Matter(REWRITE_REQUEST + " ".join(originals), "", answer, constraints)


WORLD_MODES = {write: 47, ask: 11, continue_text: 27, rewrite: 15}


def world_matter(count: int, rng: random.Random) -> Matter:
    topic = rng.choice(TAUGHT_TOPICS if count else load_topics())
    mode = rng.choices(list(WORLD_MODES), list(WORLD_MODES.values()))[0]
    keys = [k for k in WEIGHTS if mode in (write, ask) or k not in (REPEAT, TWO_RESPONSES)]
    return mode(topic, draw_constraints(keys, count, topic, rng), rng)


def genre_matter(count: int, rng: random.Random) -> Matter:
    topic = rng.choice(TAUGHT_TOPICS if count else load_topics())
    constraints = draw_constraints(GENRE_KEYS, min(count, 1), topic, rng)
    genre = rng.choice(genres_of(topic))
    brief = Brief.of(constraints, rng)
    attributes = rotate(topic.category.attributes, start_of_facts(topic, rng))
    facts = compose(topic, attributes, usual_length(rng), brief, rng, opening=True)
    text = genre.write(topic, facts, cast(topic, rng), rng)
    if any(c.key == INCLUDE and not mentions(text, c.argument) for c in constraints):
        constraints = ()
    title = title_of(topic, "en", rng)
    answer = arrange([text], constraints, "en", title, "", rng)
    return Matter(request(topic, rng.choice(genre.requests)), "", answer, constraints)


# --- prose, names and numbers -------------------------------------------------------------------


def record_matter(count: int, rng: random.Random) -> Matter:
    """Rewrites sentences whose names and numbers never were anywhere else."""
    language = rng.choices(LANGUAGES, (8, 1, 1, 1, 1))[0]
    while True:
        constraints = draw_passage_constraints(language, count, rng)
        commas = not any(c.key == NO_COMMA for c in constraints)
        pairs = [record(rng, language, commas) for _ in range(rng.choice((1, 2, 2, 3, 4)))]
        originals, again = [a for a, _ in pairs], [b for _, b in pairs]
        matter = _passage(originals, again, constraints, language, rng)
        if matter:
            return matter


def prose_matter(prose: Prose, count: int, rng: random.Random) -> Matter:
    """Rewrites or continues a real passage."""
    while True:
        language = rng.choices(("en", "fr", "es", "de"), (8, 1, 1, 1))[0]
        sentences = prose.passage(language, rng, 5)
        if rng.random() < 0.55:
            constraints = draw_passage_constraints(language, count, rng)
            matter = _passage(sentences, sentences, constraints, language, rng)
        else:
            matter = _continue_passage(prose, sentences, language, count, rng)
        if matter:
            return matter


def draw_passage_constraints(
    language: str, count: int, rng: random.Random
) -> tuple[Constraint, ...]:
    keys = [k for k in PASSAGE_KEYS if language == "en" or k not in ENGLISH_ONLY]
    return draw_constraints(keys, count, None, rng)


def _passage(
    originals: list[str],
    again: list[str],
    constraints: tuple[Constraint, ...],
    language: str,
    rng: random.Random,
) -> Matter | None:
    constraints = _with_words_of(again, constraints, rng)
    sentences = shorten(again, Brief.of(constraints, rng))
    if sentences is None:
        return None
    answer = arrange(sentences, constraints, language, passage_title(sentences), "", rng)
    return Matter(REWRITE_REQUEST + " ".join(originals), "", answer, constraints)


def _continue_passage(
    prose: Prose, sentences: list[str], language: str, count: int, rng: random.Random
) -> Matter | None:
    before, after = sentences[:1], sentences[1:]
    if count and language == "en" and rng.random() < 0.12:
        name = rng.choice(("French", "Spanish", "German"))
        constraints: tuple[Constraint, ...] = (Constraint(LANGUAGE, name),)
        language = LANGUAGE_CODES[name]
        after = prose.passage(language, rng, 3)
    else:
        drawn = draw_passage_constraints(language, count, rng)
        constraints = _with_words_of(after, drawn, rng)
        kept = shorten(after, Brief.of(constraints, rng))
        if kept is None:
            return None
        after = kept
    answer = arrange(after, constraints, language, passage_title(after), "", rng)
    prefix, answer = " ".join(before), separator(constraints) + answer
    if {c.key for c in constraints} <= FREE_FORM and rng.random() < 0.3:
        prefix, answer = cut_inside(prefix, answer, constraints, rng)
    return Matter(CONTINUE_REQUEST, prefix, answer, constraints)


def _with_words_of(
    sentences: Sequence[str], constraints: tuple[Constraint, ...], rng: random.Random
) -> tuple[Constraint, ...]:
    """Words to include are words of the first sentence, words to exclude are of the others."""
    result = []
    for constraint in constraints:
        if constraint.key in (INCLUDE, EXCLUDE):
            source = sentences[:1] if constraint.key == INCLUDE else sentences[1:]
            words = [w.strip(".,!?") for s in source for w in s.split()]
            words = [w for w in words if len(w) > 3 and w.isalpha() and w.islower()]
            words = [w for w in words if w not in UNSEEN_WORDS]
            if words:
                constraint = replace(constraint, argument=rng.choice(words))
        result.append(constraint)
    return tuple(result)


def passage_title(sentences: Sequence[str]) -> str:
    return " ".join(sentences[0].split()[:3]).strip(".,!?")
