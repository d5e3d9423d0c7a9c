"""Short texts of other kinds about a topic: letters, stories, notes, abstracts, lists, dialogues."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from records import made_up_name
from world import Topic, capitalise, sentence

FIRST_NAMES = "Anna Tom Clara Ben Maria Paul Lucia Otto Rosa Hugo Nora Leo Ines Max Eva Jonas".split()

LETTERS = {
    "en": ("Dear {a},", "I want to write to you about {s}.", "Yours, {b}"),
    "fr": ("Bonjour {a},", "Je veux te parler d'une chose.", "À bientôt, {b}"),
    "es": ("Hola {a},", "Quiero contarte algo.", "Un abrazo, {b}"),
    "de": ("Hallo {a},", "ich möchte dir etwas erzählen.", "Viele Grüße, {b}"),
    "pt": ("Olá {a},", "Quero contar uma coisa.", "Um abraço, {b}"),
}
STORY_BEGINNINGS = (
    "One morning {a} told {b} about {s}.",
    "Long ago {a} learned all about {s}.",
    "Last summer {a} and {b} found a book about {s}.",
    "{a} could not sleep and thought of {s}.",
)
STORY_ENDS = (
    "{a} smiled and went home.",
    "From that day on {a} and {b} were friends.",
    "{b} never forgot it.",
    "Then {a} closed the book and slept.",
)
TASKS = (
    "Read about {s}.",
    "Ask {a} about {s}.",
    "Take a photo of {s}.",
    "Write to {b} about {s}.",
    "Find a book on {s}.",
    "Tell {a} the news about {s}.",
    "Make a drawing of {s}.",
)


@dataclass(frozen=True)
class Genre:
    """How it is asked for (`{a}`, `{t}` as in queries.py) and how it is written."""

    requests: tuple[str, ...]
    write: Callable[[Topic, list[str], dict[str, str], random.Random], str]
    categories: tuple[str, ...] = ()


def letter(language: str, facts: list[str], names: dict[str, str]) -> str:
    greeting, beginning, end = (part.format(**names) for part in LETTERS[language])
    return f"{greeting}\n\n{' '.join([beginning, *facts])}\n\n{end}"


def _story(topic: Topic, facts: list[str], names: dict[str, str], rng: random.Random) -> str:
    first = rng.choice(STORY_BEGINNINGS).format(**names)
    return " ".join([first, *facts, rng.choice(STORY_ENDS).format(**names)])


def _note(topic: Topic, facts: list[str], names: dict[str, str], rng: random.Random) -> str:
    price = rng.randint(2, 99)
    return f"{capitalise(topic.name)} \"{made_up_name(rng)}\"\n\n{' '.join(facts)}\n\nPrice: {price} euros"


def _abstract(topic: Topic, facts: list[str], names: dict[str, str], rng: random.Random) -> str:
    end = rng.choice(("The results are discussed.", "More work is needed.", "We thank all readers."))
    return " ".join([f"This paper looks at {topic.definite}.", *facts, end])


def _tasks(topic: Topic, facts: list[str], names: dict[str, str], rng: random.Random) -> str:
    tasks = rng.sample(TASKS, rng.randint(3, 5))
    return "\n".join(f"- {task.format(**names)}" for task in tasks)


def _dialogue(topic: Topic, facts: list[str], names: dict[str, str], rng: random.Random) -> str:
    lines = []
    for attribute in topic.category.attributes[: rng.randint(2, 3)]:
        subject = topic.definite if topic.category.name == "place" else topic.indefinite
        lines.append(f"{names['a']}: {attribute.question.replace('{a}', subject)}")
        lines.append(f"{names['b']}: {sentence(topic, attribute, 'en', rng, opening=True)}")
    return "\n".join(lines)


GENRES = {
    "letter": Genre(
        ("Write a letter about {t}.", "Write a short letter on {t}."),
        lambda topic, facts, names, rng: letter("en", facts, names),
    ),
    "story": Genre(("Tell a story about {t}.", "Write a short story about {a}."), _story),
    "note": Genre(
        ("Write a product note for {a}.",),
        _note,
        ("tool", "clothing", "furniture", "instrument"),
    ),
    "abstract": Genre(("Write an abstract of a paper on {t}.",), _abstract),
    "tasks": Genre(("Write a to-do list about {t}.",), _tasks),
    "dialogue": Genre(("Write a dialogue about {t}.",), _dialogue),
}


def cast(topic: Topic, rng: random.Random) -> dict[str, str]:
    """Two different first names and the topic, for the frames above."""
    a, b = rng.sample(FIRST_NAMES, 2)
    return {"a": a, "b": b, "s": topic.definite}


def genres_of(topic: Topic) -> list[Genre]:
    return [g for g in GENRES.values() if not g.categories or topic.category.name in g.categories]
