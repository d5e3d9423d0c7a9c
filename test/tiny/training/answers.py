"""Answers that obey their constraints: sentences of a topic or of a passage, and their arrangement."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from constraints import (
    BULLET_COUNT,
    BULLETS,
    CAPITAL_WORDS,
    CAPITALS,
    CONCISE,
    END,
    EXCLUDE,
    HIGHLIGHTS,
    INCLUDE,
    JSON,
    LANGUAGE,
    LANGUAGE_CODES,
    LOWERCASE,
    NO_COMMA,
    PARAGRAPHS,
    PLACEHOLDERS,
    POSTSCRIPT,
    QUOTATION,
    REPEAT,
    SECTIONS,
    SENTENCE_RANGE,
    SENTENCES,
    TITLE,
    VERBOSE,
    Constraint,
    number_in,
)
from world import Topic, capitalise, mentions, sentence

POSTSCRIPTS = {
    "en": ("I hope this helps.", "There is more to tell another day.", "Thank you for reading."),
    "fr": ("Merci de votre lecture.", "À bientôt pour la suite."),
    "es": ("Gracias por leer.", "Hasta la próxima."),
    "de": ("Danke fürs Lesen.", "Bis zum nächsten Mal."),
    "pt": ("Obrigado pela leitura.", "Até à próxima."),
}
PLACEHOLDER_SENTENCES = {
    "1": ("Ask [name] for more.", "Please write to [address].", "This was written on [date]."),
    "2": ("Ask [name] in [place] for more.", "Please write to [name] before [date]."),
}
# Sentences that carry a foreign word; none has a comma.
KEYWORD_FRAMES = (
    "An old story tells of {s} and the {w}.",
    "A child once drew {s} beside the {w}.",
    "Some people link {s} with the {w}.",
    "My aunt has a picture of {s} and the {w}.",
    "A famous poem compares {s} to the {w}.",
    "Near the {w} people often talk about {s}.",
    "The {w} and {s} belong together for me.",
    "I think of the {w} when I hear of {s}.",
    "A song about the {w} also names {s}.",
    "There is a joke about {s} and a {w}.",
)


@dataclass
class Brief:
    """What the constraints ask of the sentences."""

    language: str = "en"
    count: int | None = None
    least: int = 1
    allow_commas: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, constraints: Sequence[Constraint], rng: random.Random) -> Brief:
        brief = cls()
        for constraint in constraints:
            key, argument = constraint.key, constraint.argument
            if key == LANGUAGE:
                brief.language = LANGUAGE_CODES[argument]
            elif key == NO_COMMA:
                brief.allow_commas = False
            elif key == INCLUDE:
                brief.include += (argument,)
            elif key == EXCLUDE:
                brief.exclude += (argument,)
            elif key == CONCISE:
                brief.count = 1
            elif key == VERBOSE:
                brief.count = rng.choice((7, 8, 8, 9))
            elif key in (SENTENCES, BULLET_COUNT):
                brief.count = number_in(constraint)
            elif key == SENTENCE_RANGE:
                lowest = number_in(constraint)
                brief.count = lowest + rng.randint(0, 1) if "least" in argument else lowest - 1
            elif key == HIGHLIGHTS:
                brief.least = number_in(constraint)
            elif key in (SECTIONS, PARAGRAPHS):
                brief.count = number_in(constraint) * rng.choice((1, 2))
        return brief

    def allows(self, text: str) -> bool:
        return not any(mentions(text, word) for word in self.exclude)


def compose(
    topic: Topic,
    attributes: list,
    count: int,
    brief: Brief,
    rng: random.Random,
    *,
    opening: bool,
    originals: dict[str, str] | None = None,
) -> list[str]:
    """`count` sentences: facts in the given order, then general ones; asked-for words early."""
    sentences: list[str] = []
    framed = [
        w for w in brief.include if not any(topic.keys[a.name] == w for a in attributes[:count])
    ]
    frame_at = 0 if count == 1 or rng.random() < 0.35 else 1
    extras = [e for e in topic.category.extras[brief.language] if brief.allows(e)]
    if not brief.allow_commas:
        extras = [e for e in extras if "," not in e]
    first_extra = rng.randrange(len(extras)) if extras else 0
    extras = extras[first_extra:] + extras[:first_extra]
    facts = iter(attributes)
    while len(sentences) < count:
        is_opening = opening and not sentences
        if framed and len(sentences) >= frame_at:
            sentences.append(keyword_sentence(topic, framed.pop(0), rng, is_opening))
            continue
        attribute = next(facts, None)
        if attribute is None:
            if not extras:
                break
            sentences.append(extras.pop(0))
            continue
        text = sentence(
            topic,
            attribute,
            brief.language,
            rng,
            opening=is_opening,
            allow_commas=brief.allow_commas,
            avoid=(originals or {}).get(attribute.name, ""),
        )
        if brief.allows(text):
            sentences.append(text)
    return sentences


def keyword_sentence(topic: Topic, word: str, rng: random.Random, opening: bool) -> str:
    name = topic.definite if opening or rng.random() < 0.5 else topic.pronouns["en"]
    return capitalise(rng.choice(KEYWORD_FRAMES).replace("{s}", name).replace("{w}", word))


def shorten(sentences: Sequence[str], brief: Brief) -> list[str] | None:
    """As many given sentences as the brief asks for, without what it forbids; None if too few."""
    kept = [s for s in sentences if brief.allows(s)]
    if not brief.allow_commas:
        kept = [s.replace(",", "") for s in kept]
    count = brief.count or len(kept)
    if len(kept) < max(count, brief.least):
        return None
    kept = kept[:count]
    if all(any(mentions(s, word) for s in kept) for word in brief.include):
        return kept
    return None


def arrange(
    sentences: list[str],
    constraints: Sequence[Constraint],
    language: str,
    title: str,
    request: str,
    rng: random.Random,
) -> str:
    """The sentences as one text in the form that the constraints ask for."""
    by_key = {c.key: c for c in constraints}
    text = " ".join(sentences)
    if PLACEHOLDERS in by_key:
        text += " " + rng.choice(PLACEHOLDER_SENTENCES[by_key[PLACEHOLDERS].argument])
        sentences = [*sentences, text.rsplit(". ", 1)[-1]]
    if HIGHLIGHTS in by_key:
        sentences = _highlight(sentences, number_in(by_key[HIGHLIGHTS]))
        text = " ".join(sentences)
    if by_key.keys() & {BULLETS, BULLET_COUNT}:
        text = "\n".join(f"- {s}" for s in sentences)
    if PARAGRAPHS in by_key:
        text = "\n\n".join(_parts(sentences, number_in(by_key[PARAGRAPHS])))
    if SECTIONS in by_key:
        parts = _parts(sentences, number_in(by_key[SECTIONS]))
        text = "\n\n".join(f"Section {n}\n{part}" for n, part in enumerate(parts, 1))
    if END in by_key:
        text += " " + by_key[END].argument
    if POSTSCRIPT in by_key:
        text += f"\n\nP.S. {rng.choice(POSTSCRIPTS[language])}"
    if TITLE in by_key:
        text = f"<<{title}>>\n\n{text}"
    if JSON in by_key:
        text = json.dumps({"title": title, "text": text}, ensure_ascii=False)
    if REPEAT in by_key:
        text = f"{request}\n\n{text}"
    if CAPITAL_WORDS in by_key:
        text = _stress(text, number_in(by_key[CAPITAL_WORDS]))
    if CAPITALS in by_key:
        text = text.upper()
    if LOWERCASE in by_key:
        text = text.lower()
    if QUOTATION in by_key:
        text = f'"{text}"'
    return text


def separator(constraints: Sequence[Constraint]) -> str:
    """What stands between a given beginning and its continuation."""
    keys = {c.key for c in constraints}
    if keys & {JSON, TITLE, SECTIONS}:
        return "\n\n"
    return "\n" if keys & {BULLETS, BULLET_COUNT} else " "


def _parts(sentences: list[str], count: int) -> list[str]:
    size, rest = divmod(len(sentences), count)
    parts, start = [], 0
    for number in range(count):
        end = start + size + (number < rest)
        parts.append(" ".join(sentences[start:end]))
        start = end
    return parts


def _highlight(sentences: list[str], count: int) -> list[str]:
    """The last two words of the first `count` sentences between asterisks."""
    marked = [re.sub(r"(\S+ \S+)([.!?])$", r"*\1*\2", s) for s in sentences]
    return [m if i < count else s for i, (m, s) in enumerate(zip(marked, sentences))]


def _stress(text: str, count: int) -> str:
    """The first `count` words of at least four letters in capitals, none of them after another."""
    words, last = text.split(" "), -2
    for i, word in enumerate(words):
        if count and i > last + 1 and len(word) > 4 and word.strip(".,").isalpha():
            words[i], last, count = word.upper(), i, count - 1
    return " ".join(words)
