"""Public-domain prose: passages of short sentences from a folder of novels.

The folder holds `eng.txt`, `fra.txt`, `spa.txt`, `deu.txt`: one paragraph a line, `### ID` before
each novel, as the European Literary Text Collection can be turned into. Every tenth novel is held
out: no row is made of it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

FILES = {"en": "eng.txt", "fr": "fra.txt", "es": "spa.txt", "de": "deu.txt"}
HELD_OUT_EVERY = 10
PARAGRAPH_LENGTH = range(120, 800)
SENTENCE_LENGTH = range(15, 130)
# Passages have only what the constraints count in a plain way: no speech, no abbreviations.
PLAIN_TEXT = re.compile(r"[^\"«»„“”‘’—–_*\[\]()<>#0-9:;|/\\]+")
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=\S)")
ABBREVIATION = re.compile(r"\b(?:\w|Mr|Mrs|Dr|St|Sr|Sra|Hr|Fr|Mme|Mlle|etc)\. ")


@dataclass(frozen=True)
class Prose:
    """Paragraphs, and passages as lists of sentences, per language code."""

    paragraphs: dict[str, list[str]]
    passages: dict[str, list[list[str]]]

    def paragraph(self, language: str, rng: random.Random) -> str:
        return rng.choice(self.paragraphs[language])

    def passage(self, language: str, rng: random.Random, most: int) -> list[str]:
        """Up to `most` neighbouring sentences, at least two."""
        sentences = rng.choice(self.passages[language])
        count = min(len(sentences), rng.randint(2, most))
        first = rng.randint(0, len(sentences) - count)
        return sentences[first : first + count]


def load_prose(folder: Path, held_out: bool = False) -> Prose:
    """The novels that rows are made of, or those that are held out."""
    paragraphs: dict[str, list[str]] = {}
    passages: dict[str, list[list[str]]] = {}
    for language, name in FILES.items():
        paragraphs[language], passages[language] = [], []
        novel = -1
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            novel += line.startswith("### ")
            if line.startswith("### ") or (novel % HELD_OUT_EVERY == 0) != held_out:
                continue
            if len(line) in PARAGRAPH_LENGTH:
                paragraphs[language].append(line)
            if len(line) > PARAGRAPH_LENGTH.start:
                passages[language] += _passages(line)
    return Prose(paragraphs, passages)


def _passages(paragraph: str) -> list[list[str]]:
    """Runs of at least two plain, short sentences."""
    runs: list[list[str]] = [[]]
    for sentence in SENTENCE_END.split(paragraph):
        is_plain = PLAIN_TEXT.fullmatch(sentence) and not ABBREVIATION.search(sentence + " ")
        is_whole = sentence[:1].isupper() and sentence.endswith((".", "!", "?"))
        if is_plain and is_whole and len(sentence) in SENTENCE_LENGTH:
            runs[-1].append(sentence)
        else:
            runs.append([])
    return [run for run in runs if len(run) > 1]
