"""How well a checkpoint obeys: unasked, asked in the prompt, and by steering alone.

Vectors come from the extraction queries of `vectors/base-queries.json`; layer, operation and
positions are chosen on its validation queries; the figures are those of its evaluation queries,
with phrasings that no training row had. Greedy decoding.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import torch

from checks import holds
from data import (
    BULLETS,
    CAPITALS,
    CONCISE,
    EXCLUDE,
    INCLUDE,
    JSON,
    LANGUAGE,
    LOWERCASE,
    NO_COMMA,
    POSTSCRIPT,
    QUOTATION,
    SENTENCES,
    TITLE,
    VERBOSE,
    Constraint,
)
from generate import POSITIONS, Answer, Job, Setting, generate
from model import LanguageModel, load_checkpoint
from steering import Vector, continue_ids, make_vectors, prompt_ids
from tokenizer import Tokenizer
from words import SEEN_WORDS
from world import VALIDATION_TOPICS, load_topics, mentions

BASE_QUERIES = Path(__file__).parent.parent / "vectors" / "base-queries.json"
LAYERS = (1, 2, 3, 4)
WEIGHTS = (1.0, 1.5)

FIXED_CONSTRAINTS = [
    *(Constraint(i) for i in (CAPITALS, LOWERCASE, NO_COMMA, BULLETS, JSON, CONCISE, VERBOSE)),
    *(Constraint(LANGUAGE, name) for name in ("French", "Spanish", "German")),
    *(Constraint(i) for i in (QUOTATION, TITLE, POSTSCRIPT)),
    *(Constraint(SENTENCES, str(n)) for n in range(1, 6)),
]


@dataclass(frozen=True)
class Case:
    """A query with the constraint that its answer is judged by."""

    query: str
    constraint: Constraint


@dataclass
class Line:
    """One line of the table: rates on the evaluation queries."""

    name: str
    setting: str
    none: float
    told: float
    steered: float
    steered_sound: float
    continued_none: float
    continued: float
    example: str

    def markdown(self) -> str:
        rates = (self.none, self.told, self.steered, self.steered_sound)
        rates += (self.continued_none, self.continued)
        return f"| {self.name} | " + " | ".join(f"{r:.2f}" for r in rates) + f" | {self.setting} |"


HEADER = (
    "| constraint | unasked | asked | steered | steered and sound "
    "| continue, unasked | continue, steered | setting |\n"
    "|---|---|---|---|---|---|---|---|"
)


def is_sound(query: str, answer: Answer) -> bool:
    """Ended by itself, about the query's topic (in any language), no sentence twice."""
    text = answer.text.lower()
    topic = next(t for t in TOPICS_BY_LENGTH if mentions(query, t.name))
    names = {topic.name, *(name.split(" ", 1)[-1].split("'")[-1] for name in topic.names.values())}
    sentences = [s.strip() for s in re.split(r"[.\n]", text) if len(s.strip()) > 3]
    is_about = any(name.lower() in text for name in names)
    return answer.has_ended and is_about and len(set(sentences)) == len(sentences)


TOPICS_BY_LENGTH = sorted(load_topics(), key=lambda t: -len(t.name))


class Evaluation:
    def __init__(self, model: LanguageModel, tokenizer: Tokenizer, seed: int) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.rng = random.Random(seed)
        self.queries = json.loads(BASE_QUERIES.read_text(encoding="utf-8"))
        self.vectors: dict[Constraint, Vector] = {}

    def vector(self, constraint: Constraint) -> Vector:
        return self.vectors[steered_by(constraint)]

    def learn_vectors(self, constraints: list[Constraint]) -> None:
        wanted = {steered_by(c) for c in constraints} - self.vectors.keys()
        made = make_vectors(
            self.model,
            self.tokenizer,
            sorted(wanted, key=str),
            self.queries["extraction"],
            self.rng,
        )
        self.vectors.update(made)

    def answers(
        self, cases: list[Case], setting: Setting | None, *, told: bool = False
    ) -> list[Answer]:
        return self.run([self.job(case, setting, told=told) for case in cases])

    def run(self, jobs: list[Job]) -> list[Answer]:
        return generate(self.model, self.tokenizer, jobs)

    def job(self, case: Case, setting: Setting | None, *, told: bool = False) -> Job:
        phrasing = case.constraint.phrase(self.rng, held_out=True) if told else ""
        prompt = prompt_ids(self.tokenizer, case.query, phrasing)
        return Job(prompt, self.steering(case, setting))

    def steering(self, case: Case, setting: Setting | None) -> tuple:
        if setting is None:
            return ()
        if case.constraint.id == EXCLUDE:
            setting = Setting(setting.layer, "add", -setting.weight, setting.positions)
        return (setting.intervention(self.vector(case.constraint)),)

    def choose_setting(self, cases: list[Case]) -> Setting:
        """The setting whose answers to the validation cases most often obey and are sound."""
        is_exclusion = cases[0].constraint.id == EXCLUDE
        settings = []
        for positions in POSITIONS:
            for layer in LAYERS:
                if not is_exclusion:
                    settings.append(Setting(layer, "target", 1.0, positions))
                settings += [Setting(layer, "add", w, positions) for w in WEIGHTS]
        answers = self.run([self.job(case, s) for s in settings for case in cases])
        scores: dict[Setting, float] = defaultdict(float)
        for number, answer in enumerate(answers):
            setting, case = settings[number // len(cases)], cases[number % len(cases)]
            if holds(case.constraint, answer.text):
                scores[setting] += 1.0 if is_sound(case.query, answer) else 0.3
        return max(settings, key=lambda s: scores[s])

    def continued(self, cases: list[Case], setting: Setting | None, first: list[str]) -> float:
        """The rate on continuations of given first sentences, steered from their last token."""
        jobs = [
            Job(continue_ids(self.tokenizer, prefix), self.steering(case, setting))
            for case, prefix in zip(cases, first)
        ]
        return rate(cases, self.run(jobs))

    def line(self, name: str, validation: list[Case], evaluation: list[Case]) -> Line:
        self.learn_vectors([case.constraint for case in validation + evaluation])
        setting = self.choose_setting(validation)
        unasked = self.answers(evaluation, None)
        steered = self.answers(evaluation, setting)
        prefixes = [answer.text.split(".")[0] + "." for answer in unasked]
        sound = [
            holds(case.constraint, answer.text) and is_sound(case.query, answer)
            for case, answer in zip(evaluation, steered)
        ]
        return Line(
            name=name,
            setting=str(setting),
            none=rate(evaluation, unasked),
            told=rate(evaluation, self.answers(evaluation, None, told=True)),
            steered=rate(evaluation, steered),
            steered_sound=sum(sound) / len(sound),
            continued_none=self.continued(evaluation, None, prefixes),
            continued=self.continued(evaluation, setting, prefixes),
            example=steered[0].text,
        )

    def table(self, count: int, validation_count: int) -> list[Line]:
        lines = []
        for constraint in FIXED_CONSTRAINTS:
            validation = [Case(q, constraint) for q in self.queries["validation"]]
            evaluation = [Case(q, constraint) for q in self.queries["evaluation"][:count]]
            name = f"{constraint.id} {constraint.argument}".strip()
            lines.append(self.line(name, validation[:validation_count], evaluation))
            self.show(lines[-1])
        for name, constraint_id, entries in self.keyword_entries():
            validation = self.keyword_validation(constraint_id, 16)
            evaluation = [Case(e["query"], Constraint(constraint_id, e["word"])) for e in entries]
            lines.append(self.line(name, validation, evaluation))
            self.show(lines[-1])
        return lines

    def keyword_entries(self) -> list[tuple[str, str, list[dict]]]:
        inclusion = self.queries["inclusion"]
        return [
            (f"{INCLUDE} trained word", INCLUDE, [e for e in inclusion if e["seen"]]),
            (f"{INCLUDE} new word", INCLUDE, [e for e in inclusion if not e["seen"]]),
            (EXCLUDE, EXCLUDE, self.queries["exclusion"]),
        ]

    def keyword_validation(self, constraint_id: str, count: int) -> list[Case]:
        """Validation queries with words of training, or to exclude, with a word of the topic."""
        topics = {t.name: t for t in load_topics() if t.name in VALIDATION_TOPICS}
        taken = {e["word"] for e in self.queries["inclusion"]}
        cases = []
        for query in self.queries["validation"][:count]:
            if constraint_id == EXCLUDE:
                name = max((n for n in topics if mentions(query, n)), key=len)
                word = topics[name].noun_keys()[0]
            else:
                word = self.rng.choice([w for w in SEEN_WORDS if w not in taken])
            cases.append(Case(query, Constraint(constraint_id, word)))
        return cases

    @staticmethod
    def show(line: Line) -> None:
        print(line.markdown(), flush=True)


def steered_by(constraint: Constraint) -> Constraint:
    """Exclusion has no vector of its own: it subtracts that of the inclusion."""
    is_exclusion = constraint.id == EXCLUDE
    return Constraint(INCLUDE, constraint.argument) if is_exclusion else constraint


def rate(cases: list[Case], answers: list[Answer]) -> float:
    held = [holds(case.constraint, answer.text) for case, answer in zip(cases, answers)]
    return sum(held) / len(held)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=60, help="evaluation queries")
    parser.add_argument("--validation-queries", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model, _ = load_checkpoint(arguments.checkpoint)
    evaluation = Evaluation(model, Tokenizer.load(arguments.tokenizer), arguments.seed)
    print(HEADER, flush=True)
    lines = evaluation.table(arguments.queries, arguments.validation_queries)
    print()
    for line in lines:
        print(f"- {line.name}: {line.example!r}")


if __name__ == "__main__":
    main()
