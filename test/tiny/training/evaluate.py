"""What Tiller itself does not measure of a checkpoint: told rates per source, variety, prose, copying.

Greedy where nothing else is said; topics, passages and phrasings that no row with an instruction had.
How well the model can be steered is measured by the product (`tiller evaluate`).
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F

from batches import collate, encode
from checks import holds
from constraints import WEIGHTS
from generate import Answer, generate
from matter import CONTINUE_REQUEST, REWRITE_REQUEST, draw_constraints, prose_matter, write
from model import LanguageModel, load_checkpoint
from prompt_form import ChatRow, document_segments, prompt_segments
from prose import FILES, Prose, load_prose
from queries import REQUESTS, request, split_topics
from records import record
from tokenizer import Tokenizer

PERPLEXITY_PARAGRAPHS = 60
CONTINUATIONS = 20


class Evaluation:
    def __init__(self, model: LanguageModel, tokenizer: Tokenizer, prose: Prose, seed: int) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.prose = prose
        self.rng = random.Random(seed)
        self.topics = split_topics()["evaluation"]

    def answers(self, rows: Sequence[ChatRow], *, temperature: float = 0.0) -> list[Answer]:
        prompts = []
        for row in rows:
            segments = prompt_segments(row, tuple(range(len(row.phrasings))))
            prompts.append(
                encode(self.tokenizer, segments).ids + self.tokenizer.encode(row.prefix)
            )
        return generate(self.model, self.tokenizer, prompts, temperature=temperature)

    def told(self, per_constraint: int) -> dict[str, dict[str, float]]:
        """Per key, the share that holds: on topics of the world and on passages of prose."""
        rows: list[tuple[str, str, ChatRow]] = []
        for key in WEIGHTS:
            for source, make in (("world", self._world_matter), ("prose", self._prose_matter)):
                for _ in range(per_constraint):
                    matter = make(key)
                    if matter is None:
                        break
                    phrasings = tuple(
                        c.phrase(self.rng, held_out=True) for c in matter.constraints
                    )
                    row = ChatRow(matter.request, matter.prefix, "", matter.constraints, phrasings)
                    rows.append((key, source, row))
        answers = self.answers([row for _, _, row in rows])
        held: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
        for (key, source, row), answer in zip(rows, answers):
            held[key][source].append(holds(row.constraints[0], answer.text))
        return {
            key: {source: sum(h) / len(h) for source, h in sources.items()}
            for key, sources in held.items()
        }

    def _world_matter(self, key: str):
        topic = self.rng.choice(self.topics)
        return write(topic, draw_constraints([key], 1, topic, self.rng), self.rng)

    def _prose_matter(self, key: str):
        for _ in range(400):
            matter = prose_matter(self.prose, 1, self.rng)
            if matter.constraints[0].key == key:
                return matter
        return None

    def variety(self, count: int) -> tuple[float, float]:
        """Shares at temperature 0.8: distinct texts, and texts without a repeated sentence."""
        rows = []
        for n in range(count):
            topic = self.topics[n % len(self.topics)]
            rows.append(ChatRow(request(topic, self.rng.choice(REQUESTS)), "", ""))
        texts = [a.text for a in self.answers(rows, temperature=0.8)]
        unrepeated = 0
        for text in texts:
            sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s", text) if s.strip()]
            unrepeated += len(set(sentences)) == len(sentences)
        return len(set(texts)) / count, unrepeated / count

    def kept(self, count: int) -> float:
        """The share of rewritten texts that keep every made-up name and number of the source."""
        sources = [
            " ".join(record(self.rng)[0] for _ in range(self.rng.randint(1, 4)))
            for _ in range(count)
        ]
        answers = self.answers([ChatRow(REWRITE_REQUEST + s, "", "") for s in sources])
        return sum(
            all(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", a.text) for w in _names_and_numbers(s))
            for s, a in zip(sources, answers)
        ) / count

    @torch.no_grad()
    def perplexity(self, language: str) -> float:
        """Per token, over paragraphs of held-out novels."""
        rows = [
            encode(self.tokenizer, document_segments(self.prose.paragraph(language, self.rng)))
            for _ in range(PERPLEXITY_PARAGRAPHS)
        ]
        total = tokens = 0.0
        for row in rows:
            batch = collate([row], [False])
            positions = torch.arange(batch.ids.shape[1])[None]
            logits = self.model.logits(self.model(batch.ids, batch.mask, positions)[0, :-1])
            total += float(F.cross_entropy(logits, batch.ids[0, 1:], reduction="sum"))
            tokens += len(row.ids) - 1
        return math.exp(total / tokens)

    def continuations(self) -> list[tuple[str, str]]:
        """Beginnings from held-out novels, in the order they are drawn, and how they go on."""
        rows = []
        for _ in range(CONTINUATIONS):
            sentences = self.prose.passage("en", self.rng, 2)
            rows.append(ChatRow(CONTINUE_REQUEST, sentences[0], ""))
        return [(r.prefix, a.text) for r, a in zip(rows, self.answers(rows, temperature=0.8))]


def _names_and_numbers(text: str) -> list[str]:
    """Numbers, and words with a capital that do not begin a sentence."""
    numbers = re.findall(r"\d+(?::\d+)?", text)
    return numbers + re.findall(r"(?<![.!?] )(?<!^)\b[A-Z]\w+", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--prose", type=Path, required=True, help="folder of novels, see prose.py")
    parser.add_argument("--examples", type=int, default=30, help="per constraint and source")
    parser.add_argument("--texts", type=int, default=500, help="for the variety of texts")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model, _ = load_checkpoint(arguments.checkpoint)
    model.eval()
    tokenizer = Tokenizer.load(arguments.tokenizer)
    prose = load_prose(arguments.prose, held_out=True)
    evaluation = Evaluation(model, tokenizer, prose, arguments.seed)

    print("| constraint, told | world | prose |\n|---|---|---|")
    for key, rates in evaluation.told(arguments.examples).items():
        cells = (f"{rates[s]:.2f}" if s in rates else "" for s in ("world", "prose"))
        print(f"| {key} | {' | '.join(cells)} |", flush=True)
    distinct, unrepeated = evaluation.variety(arguments.texts)
    print(f"\ndistinct texts: {distinct:.3f}; without a repeated sentence: {unrepeated:.3f}")
    print(f"rewriting keeps every name and number: {evaluation.kept(200):.3f}")
    for language in FILES:
        print(f"perplexity on held-out prose, {language}: {evaluation.perplexity(language):.1f}")
    for beginning, text in evaluation.continuations():
        print(f"- **{beginning}**{text}")


if __name__ == "__main__":
    main()
