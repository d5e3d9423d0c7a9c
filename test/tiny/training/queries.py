"""Writes `vectors/base-queries.json`: everyday requests without any constraint.

Extraction, validation and evaluation queries are disjoint in wording and in topic. The keyword
pairs for the evaluation come from the same source: a word that the topic's own facts mention (to
be excluded), and a word that has nothing to do with the topic (to be included).
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from words import SEEN_WORDS, UNSEEN_WORDS
from world import Topic, load_topics, mentions

REQUESTS = (
    "Describe {a}.",
    "Write a short note on {t}.",
    "Tell me about {t}.",
    "Write a text about {a}.",
    "What do you know about {t}?",
    "Write a paragraph about {a}.",
    "Say something about {t}.",
    "Explain what {a} is.",
    "Give me some facts about {t}.",
    "Can you write about {a}?",
)
SEED = 20
EXCLUSION_PAIRS = 30
INCLUSION_PAIRS = 40


def request(topic: Topic, template: str) -> str:
    return template.replace("{a}", topic.indefinite).replace("{t}", topic.definite)


def spread_requests(topics: list[Topic], count: int) -> list[str]:
    """`count` different requests, going round the topics and through the request templates."""
    return [
        request(topics[i % len(topics)], REQUESTS[(i + i // len(topics)) % len(REQUESTS)])
        for i in range(count)
    ]


def split_of(number: int) -> str:
    """Which split topic `number` belongs to: of twelve topics one evaluates and one validates."""
    return {5: "evaluation", 8: "validation"}.get(number % 12, "extraction")


def split_topics() -> dict[str, list[Topic]]:
    """Topics of the three splits, in an order that mixes the categories."""
    splits: dict[str, list[Topic]] = {"extraction": [], "validation": [], "evaluation": []}
    numbered = list(enumerate(load_topics()))
    random.Random(SEED).shuffle(numbered)
    for number, topic in numbered:
        splits[split_of(number)].append(topic)
    return splits


def taught_topics() -> tuple[Topic, ...]:
    """Topics that instructions and vectors are trained with: all but those of the evaluation.

    The model knows the facts of the evaluation's topics, but from rows without constraints only.
    """
    return tuple(t for n, t in enumerate(load_topics()) if split_of(n) != "evaluation")


def facts_text(topic: Topic) -> str:
    values = (a.values[topic.keys[a.name]]["en"] for a in topic.category.attributes)
    return " ".join([topic.name, *values])


def exclusion_pairs(topics: list[Topic]) -> list[dict[str, str]]:
    """Requests with a noun of the topic's first facts, which an answer usually mentions."""
    pairs = []
    for rank in (0, 1):
        for topic in topics:
            word = topic.noun_keys()[rank]
            template = REQUESTS[len(pairs) % len(REQUESTS)]
            pairs.append({"query": request(topic, template), "word": word})
    return pairs[:EXCLUSION_PAIRS]


def inclusion_pairs(topics: list[Topic]) -> list[dict[str, str | bool]]:
    """Requests with a word foreign to the topic; a quarter of the words were never asked for."""
    rng = random.Random(SEED)
    seen = rng.sample(SEEN_WORDS, len(SEEN_WORDS))
    unseen = rng.sample(UNSEEN_WORDS, len(UNSEEN_WORDS))
    pairs: list[dict[str, str | bool]] = []
    for i in range(INCLUSION_PAIRS):
        topic = topics[i % len(topics)]
        is_seen = i % 4 != 3
        pool = seen if is_seen else unseen
        word = next(w for w in pool if not mentions(facts_text(topic), w))
        pool.remove(word)
        query = request(topic, REQUESTS[(i * 3 + 1) % len(REQUESTS)])
        pairs.append({"query": query, "word": word, "seen": is_seen})
    return pairs


def base_queries() -> dict[str, list]:
    topics = split_topics()
    return {
        "extraction": spread_requests(topics["extraction"], 60),
        "validation": spread_requests(topics["validation"], 40),
        "evaluation": spread_requests(topics["evaluation"], 60),
        "exclusion": exclusion_pairs(topics["evaluation"]),
        "inclusion": inclusion_pairs(topics["evaluation"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(base_queries(), ensure_ascii=False, indent=2)
    arguments.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
