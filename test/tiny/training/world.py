"""The generated world: topics of everyday life with facts in five languages.

The tables in `world/*.txt` hold one category each: topics (English, French, Spanish, German and
Portuguese names, then one value key per attribute), attributes (a question, sentence templates per language,
values), and a few general sentences. An attribute marked `*` has nouns as value keys; those words
are the ones that a text of the topic is likely to contain.

Templates use `{S}` / `{s}` for the subject (capitalised or not) and `{v}` for the value.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "de", "pt")
TABLES = Path(__file__).parent / "world"
COMMA_SHARE = 0.7  # how often a sentence with a comma is preferred: commas must be the rule

PRONOUNS = {
    "fr": {"m": "il", "f": "elle"},
    "de": {"der": "er", "die": "sie", "das": "es"},
}

@dataclass
class Attribute:
    """One kind of fact: its question, its sentence templates and its possible values."""

    name: str
    has_noun_keys: bool
    question: str = ""
    templates: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Category:
    """A table: attributes in their order, and general sentences per language."""

    name: str
    repeats_name: bool = False
    attributes: list[Attribute] = field(default_factory=list)
    extras: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Topic:
    """A thing to write about, with its name per language and one value key per attribute."""

    category: Category
    name: str
    indefinite: str
    names: dict[str, str]
    pronouns: dict[str, str]
    keys: dict[str, str]

    @property
    def definite(self) -> str:
        return self.names["en"]

    def noun_keys(self) -> list[str]:
        """The nouns that this topic's facts mention, in the order of the facts."""
        return [self.keys[a.name] for a in self.category.attributes if a.has_noun_keys]


def capitalise(text: str) -> str:
    return text[0].upper() + text[1:]


def mentions(text: str, word: str) -> bool:
    """Whether `text` contains `word` as a whole word, in any case."""
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def _parse_topic(category: Category, line: str) -> tuple[Topic, list[str]]:
    english, french, spanish, german, portuguese, keys = (part.strip() for part in line.split("|"))
    is_mass = english.startswith("-")
    name = english.lstrip("-")
    gender = "f" if french.startswith("la ") else "m"
    if french[-2:] in (" m", " f"):
        french, gender = french[:-2], french[-1]
    definite = name if is_mass else f"the {name}"
    article = "an" if name[0] in "aeiou" else "a"
    topic = Topic(
        category=category,
        name=name,
        indefinite=name if is_mass else f"{article} {name}",
        names={"en": definite, "fr": french, "es": spanish, "de": german, "pt": portuguese},
        pronouns={
            "en": definite if category.repeats_name else "it",
            "fr": PRONOUNS["fr"][gender],
            "es": "",
            "pt": "",
            "de": PRONOUNS["de"][german.split()[0]],
        },
        keys={},
    )
    return topic, keys.split()


def _parse_table(path: Path) -> tuple[Category, list[Topic]]:
    category = Category(path.stem)
    pending: list[tuple[Topic, list[str]]] = []
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line == "repeat-name":
            category.repeats_name = True
        elif line in ("topics", "extras"):
            section = line
        elif line.startswith("attribute "):
            section = "attribute"
            name = line.split()[1]
            category.attributes.append(Attribute(name.lstrip("*"), name.startswith("*")))
        elif section == "topics":
            pending.append(_parse_topic(category, line))
        elif section == "extras":
            language, sentences = line.split(" ", 1)
            category.extras[language] = sentences.split(" / ")
        else:
            _parse_attribute_line(category.attributes[-1], line)
    topics = []
    for topic, keys in pending:
        for attribute, key in zip(category.attributes, keys, strict=True):
            if key not in attribute.values:
                raise ValueError(f"{path.name}: {topic.name} has unknown value {key}")
            topic.keys[attribute.name] = key
        topics.append(topic)
    return category, topics


def _parse_attribute_line(attribute: Attribute, line: str) -> None:
    tag, rest = line.split(" ", 1)
    if tag == "q":
        attribute.question = rest
    elif tag == "=":
        key, *texts = (part.strip() for part in rest.split("|"))
        attribute.values[key] = dict(zip(LANGUAGES, texts, strict=True))
    else:
        attribute.templates[tag] = rest.split(" / ")


@lru_cache(maxsize=1)
def load_topics() -> tuple[Topic, ...]:
    """All topics of all tables, in a fixed order."""
    topics: list[Topic] = []
    for path in sorted(TABLES.glob("*.txt")):
        topics.extend(_parse_table(path)[1])
    return tuple(topics)


def sentence(
    topic: Topic,
    attribute: Attribute,
    language: str,
    rng: random.Random,
    *,
    opening: bool,
    allow_commas: bool = True,
    avoid: str = "",
) -> str:
    """One fact as a sentence; an `opening` sentence names the topic. `avoid` is not repeated."""
    templates = attribute.templates[language]
    if opening:
        templates = [t for t in templates if "{s}" in t.lower()]
    plain = [t for t in templates if "," not in t]
    with_comma = [t for t in templates if "," in t]
    prefer_comma = allow_commas and with_comma and rng.random() < COMMA_SHARE
    pool = with_comma if prefer_comma else plain
    value = attribute.values[topic.keys[attribute.name]][language]
    use_name = opening or rng.random() < 0.25
    subject = topic.names[language] if use_name else topic.pronouns[language]
    rendered = [_fill(template, subject, value) for template in pool]
    if language == "en":
        rendered = [re.sub(r"\b([Aa]) (?=[aeio](?!ne\b)|u[^sn])", r"\1n ", text) for text in rendered]
    fresh = [text for text in rendered if text != avoid]
    return rng.choice(fresh or rendered)


def _fill(template: str, subject: str, value: str) -> str:
    if not subject:
        template = template.replace("{S} ", "").replace("{s} ", "")
    else:
        template = template.replace("{S}", capitalise(subject)).replace("{s}", subject)
    return capitalise(template.replace("{v}", value))
