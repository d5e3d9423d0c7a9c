"""The constraints that rows are made under: IFEval ids, arguments, phrasings, and what excludes what."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PHRASINGS = json.loads(
    (Path(__file__).parent / "phrasings.json").read_text(encoding="utf-8")
)

FURTHER_SHARE = 0.6
"""Of the phrasings where there are further ones: a handful of sentences is learned by heart."""

CAPITALS = "change_case:english_capital"
LOWERCASE = "change_case:english_lowercase"
CAPITAL_WORDS = "change_case:capital_word_frequency"
NO_COMMA = "punctuation:no_comma"
BULLETS = "detectable_format:number_bullet_lists"
BULLET_COUNT = "detectable_format:number_bullet_lists/count"
JSON = "detectable_format:json_format"
TITLE = "detectable_format:title"
SECTIONS = "detectable_format:multiple_sections"
HIGHLIGHTS = "detectable_format:number_highlighted_sections"
POSTSCRIPT = "detectable_content:postscript"
PLACEHOLDERS = "detectable_content:number_placeholders"
QUOTATION = "startend:quotation"
END = "startend:end_checker"
TWO_RESPONSES = "combination:two_responses"
REPEAT = "combination:repeat_prompt"
CONCISE = "length_constraints:concise"
VERBOSE = "length_constraints:verbose"
SENTENCES = "length_constraints:number_sentences"
SENTENCE_RANGE = "length_constraints:number_sentences/relation"
PARAGRAPHS = "length_constraints:number_paragraphs"
INCLUDE = "keywords:existence"
EXCLUDE = "keywords:forbidden_words"
LANGUAGE = "language:response_language"

LANGUAGE_CODES = {"French": "fr", "Spanish": "es", "German": "de", "Portuguese": "pt"}

# How often each constraint is drawn. An id with a slash is a form of the one before the slash.
WEIGHTS = {
    CAPITALS: 7,
    LOWERCASE: 6,
    CAPITAL_WORDS: 2,
    NO_COMMA: 7,
    BULLETS: 6,
    BULLET_COUNT: 3,
    JSON: 6,
    TITLE: 4,
    SECTIONS: 2,
    HIGHLIGHTS: 3,
    POSTSCRIPT: 4,
    PLACEHOLDERS: 2,
    QUOTATION: 5,
    END: 4,
    TWO_RESPONSES: 2,
    REPEAT: 2,
    CONCISE: 7,
    VERBOSE: 7,
    SENTENCES: 14,
    SENTENCE_RANGE: 2,
    PARAGRAPHS: 2,
    INCLUDE: 22,
    EXCLUDE: 9,
    LANGUAGE: 16,
}
# What stands for the placeholders of a phrasing, where there are only a few possibilities.
ARGUMENTS = {
    SENTENCES: ("1", "2", "3", "4", "5"),
    SENTENCE_RANGE: ("at least 3", "at least 4", "at most 2", "fewer than 3"),
    CAPITAL_WORDS: ("at least 2", "at least 3"),
    BULLET_COUNT: ("2", "3", "4"),
    SECTIONS: ("2", "3"),
    HIGHLIGHTS: ("1", "2"),
    PLACEHOLDERS: ("1", "2"),
    PARAGRAPHS: ("exactly 2", "exactly 3"),
    LANGUAGE: tuple(LANGUAGE_CODES),
}
# Their arguments are long texts, which one residual stream cannot carry: they are never hidden.
COPIED = frozenset((END, REPEAT))

# Constraints of one family exclude each other, and so do these families.
FAMILIES = {
    CAPITALS: "case",
    LOWERCASE: "case",
    CAPITAL_WORDS: "case",
    CONCISE: "length",
    VERBOSE: "length",
    SENTENCES: "length",
    SENTENCE_RANGE: "length",
    PARAGRAPHS: "layout",
    SECTIONS: "layout",
    BULLETS: "layout",
    BULLET_COUNT: "layout",
    JSON: "layout",
    TWO_RESPONSES: "layout",
    INCLUDE: "keyword",
    EXCLUDE: "keyword",
    POSTSCRIPT: "end",
    QUOTATION: "end",
    END: "end",
}
CONFLICTS = [
    {"layout", "end"},
    {"layout", TITLE},
    {JSON, NO_COMMA},
    {"layout", REPEAT},
    {"layout", PLACEHOLDERS},
    {JSON, HIGHLIGHTS},
    {HIGHLIGHTS, "length"},
    {LANGUAGE, "keyword"},
    {LANGUAGE, END},
    {LANGUAGE, "case"},
    {"length", POSTSCRIPT},
    {"length", END},
    {"length", REPEAT},
    {"length", PLACEHOLDERS},
    {"case", END},
    {"case", REPEAT},
    {REPEAT, QUOTATION},
    {REPEAT, TITLE},
    {REPEAT, NO_COMMA},
    {REPEAT, EXCLUDE},
]
# Those that shape the whole text exclude every length but a number of bullets their own.
SHAPED = (TWO_RESPONSES, SECTIONS, PARAGRAPHS, BULLET_COUNT)
CONFLICTS += [{shape, "length"} for shape in SHAPED]


def load_further_phrasings() -> dict[str, list[str]]:
    """The templates of phrasings.txt by key; `<>` in them is the argument."""
    text = (Path(__file__).parent / "phrasings.txt").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in text.strip().split("\n\n")[1:]]
    return {key: templates for key, *templates in blocks}


FURTHER_PHRASINGS = load_further_phrasings()


def further_phrasing(key: str, templates: list[str], rng: random.Random) -> str:
    """One way through one of the templates that is none of the held-out sentences."""
    held_out = [re.sub(r"\{\w+\}", "<>", known) for known in PHRASINGS[key]["heldOut"]]
    while True:
        chosen = re.sub(
            r"\(([^()]*)\)", lambda match: rng.choice(match[1].split("|")), rng.choice(templates)
        )
        text = chosen[0].upper() + chosen[1:]
        if text not in held_out:
            return text.replace("<>", "{argument}")


@dataclass(frozen=True)
class Constraint:
    """A key of WEIGHTS, with its argument (a word, a language, a number) where it has one."""

    key: str
    argument: str = ""

    @property
    def families(self) -> frozenset[str]:
        return frozenset((self.key, FAMILIES.get(self.key, self.key)))

    def phrase(self, rng: random.Random, held_out: bool = False) -> str:
        further = FURTHER_PHRASINGS.get(self.key)
        if further and not held_out and rng.random() < FURTHER_SHARE:
            text = further_phrasing(self.key, further, rng)
        else:
            text = rng.choice(PHRASINGS[self.key]["heldOut" if held_out else "phrasings"])
        text = text.replace("{section_spliter}", "Section")
        text = re.sub(r"\{relation\} \{\w+\}|\{\w+\}", lambda _: self.argument, text)
        return re.sub(r"\b1 (sentence|placeholder|section|passage|phrase|part|field)s\b", r"1 \1", text)


def can_hold_together(constraints: Sequence[Constraint]) -> bool:
    """Whether no two are of one family or in conflict."""
    families: set[str] = set()
    for constraint in constraints:
        if families & constraint.families:
            return False
        families |= constraint.families
    return not any(pair <= families for pair in CONFLICTS)


def number_in(constraint: Constraint) -> int:
    """The number in an argument such as "3" or "at least 3"."""
    return int(re.sub(r"\D", "", constraint.argument))
