"""Whether a text obeys a constraint, simply and strictly.

The product's own verifiers, which follow IFEval, are written elsewhere; these exist so that a
training run can be judged without them. Language is recognised by words of the world that occur in
one language only.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

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
    TWO_RESPONSES,
    VERBOSE,
    Constraint,
    number_in,
)
from world import LANGUAGES, load_topics, mentions

VERBOSE_SENTENCES = 7


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


@lru_cache(maxsize=1)
def language_words() -> dict[str, set[str]]:
    """Per language the words of names, values, templates and extras that no other one has."""
    found: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for topic in load_topics():
        for language in LANGUAGES:
            texts = [topic.names[language], *topic.category.extras[language]]
            for attribute in topic.category.attributes:
                texts += attribute.templates[language]
                texts += [value[language] for value in attribute.values.values()]
            found[language].update(words(" ".join(texts)))
    return {
        language: own - set().union(*(found[other] for other in LANGUAGES if other != language))
        for language, own in found.items()
    }


def language_of(text: str) -> str:
    vocabulary = language_words()
    return max(LANGUAGES, key=lambda lang: sum(w in vocabulary[lang] for w in words(text)))


def count_sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$|\")", text.replace("P.S.", "PS")))


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def holds(constraint: Constraint, text: str) -> bool:
    """Whether `text`, stripped, obeys `constraint`. Nothing obeys anything when empty."""
    text = text.strip()
    argument = constraint.argument
    lines = [line for line in text.splitlines() if line.strip()]
    bullets = sum(line.startswith("- ") for line in lines)

    def count() -> int:
        return number_in(constraint)

    def is_in_range(found: int) -> bool:
        if "least" in argument:
            return found >= count()
        return found < count() if "fewer" in argument else found <= count()

    checks = {
        CAPITALS: text.isupper,
        LOWERCASE: text.islower,
        CAPITAL_WORDS: lambda: len(re.findall(r"\b[A-Z]{2,}\b", text)) >= count(),
        NO_COMMA: lambda: "," not in text,
        BULLETS: lambda: bullets == len(lines),
        BULLET_COUNT: lambda: bullets == count(),
        JSON: lambda: is_json(text),
        TITLE: lambda: re.search(r"<<[^<>\n]+>>", text) is not None,
        SECTIONS: lambda: len(re.findall(r"(?m)^Section \d", text, re.IGNORECASE)) == count(),
        HIGHLIGHTS: lambda: len(re.findall(r"\*[^*\n]+\*", text)) >= count(),
        PLACEHOLDERS: lambda: len(re.findall(r"\[[^\[\]]+\]", text)) >= count(),
        PARAGRAPHS: lambda: len(re.split(r"\n\s*\n", text)) == count(),
        POSTSCRIPT: lambda: re.search(r"(?m)^p\.s\. \S", text, re.IGNORECASE) is not None,
        QUOTATION: lambda: len(text) > 2 and text[0] == text[-1] == '"',
        END: lambda: text.endswith(argument),
        REPEAT: lambda: text.startswith(argument),
        TWO_RESPONSES: lambda: len({part.strip() for part in text.split("******")}) == 2,
        CONCISE: lambda: count_sentences(text) == 1,
        VERBOSE: lambda: count_sentences(text) >= VERBOSE_SENTENCES,
        SENTENCES: lambda: count_sentences(text) == count(),
        SENTENCE_RANGE: lambda: is_in_range(count_sentences(text)),
        INCLUDE: lambda: mentions(text, argument),
        EXCLUDE: lambda: not mentions(text, argument),
        LANGUAGE: lambda: language_of(text) == LANGUAGE_CODES[argument],
    }
    return bool(text) and checks[constraint.key]()
