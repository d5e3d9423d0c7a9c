"""Trains the model in two stages that share this program.

    plain     rows whose constraints are written in the prompt; in half of them the request and the
              answer cannot attend to the instruction, only the last prompt token can, so that it
              has to carry what is asked.
    steered   half of every step as before; in the other half the text of a constraint is left out
              and its current vector acts on the residual stream instead.

Schedules count steps, rows follow from seed and number, and a run resumes from its checkpoint.
Several processes share every batch row by row and add their gradients: the same steps, only faster
(on a busy machine two processes of one thread beat one process of two).
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import torch.distributed as distributed
import torch.nn.functional as F
from torch import Tensor, multiprocessing

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
    QUOTATION,
    VERBOSE,
    Constraint,
    Kind,
    Segment,
    answer_segments,
    chat_row,
    document,
    plain_row,
    render,
    special,
)
from model import MASKED, Config, LanguageModel, load_checkpoint, save_checkpoint
from queries import spread_requests, split_topics
from steering import (
    FOREVER,
    Intervention,
    SteeringPlan,
    Vector,
    make_vectors,
    trained_constraints,
)
from tokenizer import BOS, Tokenizer

ROWS_PER_BLOCK = 2048
KEYWORD_WEIGHT = 4.0
MASKED_SHARE = 0.5
VECTOR_QUERIES = 12
STEERED_LAYERS = (1, 2, 3, 4)
VALIDATION_SEED = 10_000_019
RAW_CONSTRAINTS = (CAPITALS, LOWERCASE, NO_COMMA, BULLETS, JSON, QUOTATION, CONCISE, VERBOSE)


@dataclass
class Row:
    """One encoded row; `last_prompt` is the column of the last prompt token."""

    ids: list[int]
    kinds: list[int]
    last_prompt: int = 0
    has_prefix: bool = False
    steered: tuple[Constraint, ...] = ()


@dataclass
class Batch:
    """Padded rows with loss weights, attention mask and steering plan.

    `total_weight` and `tokens` count the whole batch, even if these rows are one process's share.
    """

    ids: Tensor
    weights: Tensor
    mask: Tensor
    tokens: int
    total_weight: float
    plan: SteeringPlan | None = None


@dataclass(frozen=True)
class Share:
    """Which rows of a batch are this process's: every `count`-th one from `number` on."""

    number: int = 0
    count: int = 1

    def of(self, items: list) -> list:
        return items[self.number :: self.count]

    def owns(self, row: int) -> bool:
        return row % self.count == self.number


def encode(tokenizer: Tokenizer, segments: list[Segment]) -> Row:
    row = Row([], [])
    for segment in segments:
        if segment.is_special:
            ids = [tokenizer.special(segment.text)]
        else:
            ids = tokenizer.encode(segment.text)
        row.ids += ids
        row.kinds += [int(segment.kind)] * len(ids)
    return row


def steered_row(tokenizer: Tokenizer, seed: int, number: int) -> Row:
    """Row `number` of the steered data: which constraints act as vectors, and the rest told."""
    rng = random.Random(f"steered/{seed}/{number}")
    if rng.random() < 0.08:
        constraint = raw_constraint(rng)
        prefix, answer = document(rng, (constraint,))
        segments = [special(BOS), Segment(prefix, Kind.CONTEXT)]
        segments += answer_segments(answer, (constraint,))
        steered: tuple[Constraint, ...] = (constraint,)
        has_prefix = True
    else:
        chat = chat_row(rng, minimum=1)
        numbers = list(range(len(chat.constraints)))
        if len(numbers) == 2 and rng.random() < 0.5:
            vector_numbers = [rng.choice(numbers)]
        else:
            vector_numbers = numbers
        told = [n for n in numbers if n not in vector_numbers]
        if len(numbers) == 1 and rng.random() < 0.12:
            told = numbers
        segments = render(chat, tuple(told))
        steered = tuple(chat.constraints[n] for n in vector_numbers)
        has_prefix = bool(chat.prefix)
    row = encode(tokenizer, segments)
    first_answer = next(i for i, k in enumerate(row.kinds) if k >= Kind.ANSWER)
    row.last_prompt, row.has_prefix, row.steered = first_answer - 1, has_prefix, steered
    return row


def raw_constraint(rng: random.Random) -> Constraint:
    if rng.random() < 0.25:
        return Constraint(LANGUAGE, rng.choice(("French", "Spanish", "German")))
    return Constraint(rng.choice(RAW_CONSTRAINTS))


def steered_columns(row: Row, rng: random.Random) -> tuple[int, int]:
    """All columns, those from the last prompt token on, or that one alone."""
    draw = rng.random()
    everywhere, onwards = (0.15, 0.70) if row.has_prefix else (0.50, 0.35)
    if draw < everywhere:
        return 0, FOREVER
    if draw < everywhere + onwards:
        return row.last_prompt, FOREVER
    return row.last_prompt, row.last_prompt + 1


def interventions(
    batch: list[Row], vectors: dict[Constraint, Vector], rng: random.Random
) -> list[Intervention]:
    """Each steered constraint of each row at a random layer, as an addition or a target."""
    planned = []
    for number, row in enumerate(batch):
        first, last = steered_columns(row, rng)
        layers = rng.sample(STEERED_LAYERS, len(row.steered))
        for constraint, layer in zip(row.steered, layers):
            is_excluded = constraint.id == EXCLUDE
            key = Constraint(INCLUDE, constraint.argument) if is_excluded else constraint
            vector = vectors[key]
            is_target = not is_excluded and rng.random() < 0.5
            norm, target = float(vector.norm[layer]), float(vector.target[layer])
            if is_target:
                amount = target * rng.uniform(0.9, 1.15)
            else:
                amount = norm * rng.uniform(0.6, 1.8) * (-1 if is_excluded else 1)
            direction = vector.direction[layer]
            planned.append(
                Intervention(number, layer, direction, is_target, amount, first, last)
            )
    return planned


def attention_mask(kinds: Tensor, masked_rows: Tensor) -> Tensor:
    """Causal; in `masked_rows` only instruction and cue may attend to the instruction."""
    length = kinds.shape[1]
    allowed = torch.ones(length, length, dtype=torch.bool).tril()[None]
    is_instruction = kinds == Kind.INSTRUCTION
    is_blind = ~is_instruction & (kinds != Kind.CUE)
    hidden = is_blind[:, :, None] & is_instruction[:, None, :] & masked_rows[:, None, None]
    mask = torch.zeros(kinds.shape[0], 1, length, length)
    return mask.masked_fill_(~(allowed & ~hidden)[:, None], MASKED)


def row_weight(row: Row) -> float:
    answer, keyword = row.kinds.count(Kind.ANSWER), row.kinds.count(Kind.KEYWORD)
    return answer + KEYWORD_WEIGHT * keyword


def collate(
    rows: list[Row],
    masked: list[bool],
    share: Share,
    planned: list[Intervention] | None = None,
) -> Batch | None:
    """This process's share of `rows` as a batch; None where it has none."""
    own = share.of(rows)
    if not own:
        return None
    length = max(len(row.ids) for row in own)
    ids = torch.zeros(len(own), length, dtype=torch.long)
    kinds = torch.full((len(own), length), -1, dtype=torch.long)
    for i, row in enumerate(own):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        kinds[i, : len(row.ids)] = torch.tensor(row.kinds)
    weights = (kinds == Kind.ANSWER).float() + (kinds == Kind.KEYWORD).float() * KEYWORD_WEIGHT
    plan = None
    if planned is not None:
        mine = [replace(i, row=i.row // share.count) for i in planned if share.owns(i.row)]
        plan = SteeringPlan(mine)
    return Batch(
        ids=ids,
        weights=weights,
        mask=attention_mask(kinds, torch.tensor(share.of(masked))),
        tokens=sum(len(row.ids) for row in rows),
        total_weight=sum(row_weight(row) for row in rows),
        plan=plan,
    )


class Stream:
    """Batches of similar length, block after block of rows; remembers where it is."""

    def __init__(self, make_row, seed: int, batch_tokens: int, position: tuple[int, int]) -> None:
        self._make_row = make_row
        self._seed = seed
        self._batch_tokens = batch_tokens
        self._block, self._used = position
        self._batches = self._load_block()

    @property
    def position(self) -> tuple[int, int]:
        return self._block, self._used

    def _load_block(self) -> list[list[Row]]:
        numbers = range(self._block * ROWS_PER_BLOCK, (self._block + 1) * ROWS_PER_BLOCK)
        rows = sorted((self._make_row(self._seed, n) for n in numbers), key=lambda r: len(r.ids))
        batches: list[list[Row]] = [[]]
        for row in rows:
            if batches[-1] and (len(batches[-1]) + 1) * len(row.ids) > self._batch_tokens:
                batches.append([])
            batches[-1].append(row)
        random.Random(f"order/{self._seed}/{self._block}").shuffle(batches)
        return batches

    def __iter__(self) -> Iterator[list[Row]]:
        while True:
            while self._used < len(self._batches):
                self._used += 1
                yield self._batches[self._used - 1]
            self._block, self._used = self._block + 1, 0
            self._batches = self._load_block()


class Trainer:
    """The optimiser, the two streams of rows and the vectors of one stage."""

    def __init__(self, arguments: argparse.Namespace, share: Share) -> None:
        self.arguments = arguments
        self.share = share
        self.tokenizer = Tokenizer.load(arguments.tokenizer)
        self.device = torch.device(arguments.device)
        self.step = 0
        self.tokens = 0
        state: dict = {}
        if arguments.output.exists():
            self.model, state = load_checkpoint(arguments.output)
        elif arguments.start_from:
            self.model, _ = load_checkpoint(arguments.start_from)
        else:
            torch.manual_seed(arguments.seed)
            self.model = LanguageModel(Config(layers=arguments.layers, width=arguments.width))
        self.model.to(self.device)
        matrices = [p for p in self.model.parameters() if p.dim() == 2]
        gains = [p for p in self.model.parameters() if p.dim() < 2]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": 0.05},
                {"params": gains, "weight_decay": 0.0},
            ],
            lr=arguments.learning_rate,
            betas=(0.9, 0.98),
        )
        if state:
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.tokens = state["step"], state["tokens"]
        self.plain = self._stream(self._plain_row, state.get("plain", (0, 0)))
        self.steered = None
        if arguments.stage == "steered":
            self.steered = self._stream(self._steered_row, state.get("steered", (0, 0)))
        self.vectors: dict[Constraint, Vector] = {}

    def _stream(self, make_row, position: tuple[int, int]) -> Stream:
        return Stream(make_row, self._data_seed(), self.arguments.batch_tokens, position)

    def _data_seed(self) -> int:
        """The stages read different rows."""
        return self.arguments.seed * 2 + (self.arguments.stage == "steered")

    def _plain_row(self, seed: int, number: int) -> Row:
        return encode(self.tokenizer, plain_row(seed, number))

    def _steered_row(self, seed: int, number: int) -> Row:
        return steered_row(self.tokenizer, seed, number)

    def learning_rate(self) -> float:
        """Warm-up, a plateau, then over the last `decay_share` a line down to a twentieth."""
        steps = self.arguments.steps
        warm_up = min(1.0, (self.step + 1) / 100)
        remaining = (steps - self.step) / max(1.0, steps * self.arguments.decay_share)
        return self.arguments.learning_rate * warm_up * max(0.05, min(1.0, remaining))

    def loss(self, batch: Batch) -> Tensor:
        ids, weights = batch.ids.to(self.device), batch.weights.to(self.device)
        positions = torch.arange(ids.shape[1], device=self.device)[None]
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            stream = self.model(
                ids, batch.mask.to(self.device), positions, steering=batch.plan
            )
            is_scored = weights[:, 1:] > 0
            logits = self.model.logits(stream[:, :-1][is_scored]).float()
        losses = F.cross_entropy(logits, ids[:, 1:][is_scored], reduction="none")
        return (losses * weights[:, 1:][is_scored]).sum() / batch.total_weight

    def plain_batch(self, rows: list[Row], rng: random.Random) -> Batch | None:
        return collate(rows, [rng.random() < MASKED_SHARE for _ in rows], self.share)

    def steered_batch(self, rows: list[Row], rng: random.Random) -> Batch | None:
        planned = interventions(rows, self.vectors, rng)
        return collate(rows, [False] * len(rows), self.share, planned)

    def refresh_vectors(self) -> None:
        """Vectors of the model as it is now, over requests on topics that training may use."""
        rng = random.Random(f"vectors/{self.arguments.seed}/{self.step}")
        topics = rng.sample(split_topics()["extraction"], VECTOR_QUERIES)
        queries = spread_requests(topics, VECTOR_QUERIES)
        constraints = self.share.of(trained_constraints())
        self.vectors = make_vectors(self.model, self.tokenizer, constraints, queries, rng)
        if self.share.count > 1:
            parts: list[dict[Constraint, Vector]] = [{}] * self.share.count
            distributed.all_gather_object(parts, self.vectors)
            self.vectors = {key: vector for part in parts for key, vector in part.items()}
        self.model.train()

    def validation_loss(self) -> dict[str, float]:
        """Loss on rows never trained on: instruction visible, masked, and as a vector."""
        rng = random.Random(VALIDATION_SEED)
        self.model.eval()
        rows = [self._plain_row(VALIDATION_SEED, n) for n in range(192)]
        rows = [row for row in rows if len(row.ids) < 300]
        batches = {
            "visible": collate(rows, [False] * len(rows), Share()),
            "masked": collate(rows, [True] * len(rows), Share()),
        }
        if self.steered:
            rows = [self._steered_row(VALIDATION_SEED, n) for n in range(192)]
            planned = interventions(rows, self.vectors, rng)
            batches["steered"] = collate(rows, [False] * len(rows), Share(), planned)
        with torch.no_grad():
            losses = {name: round(float(self.loss(b)), 4) for name, b in batches.items()}
        self.model.train()
        return losses

    def add_gradients(self, losses: dict[str, float]) -> dict[str, float]:
        """Sums gradients and losses over the processes."""
        if self.share.count == 1:
            return losses
        parameters = list(self.model.parameters())
        flat = torch.cat(
            [
                torch.zeros(p.numel()) if p.grad is None else p.grad.flatten()
                for p in parameters
            ]
            + [torch.tensor(list(losses.values()))]
        )
        distributed.all_reduce(flat)
        used = 0
        for parameter in parameters:
            part = flat[used : used + parameter.numel()]
            parameter.grad = part.view_as(parameter)
            used += parameter.numel()
        return dict(zip(losses, flat[used:].tolist()))

    def save(self) -> None:
        streams = {"plain": self.plain.position}
        if self.steered:
            streams["steered"] = self.steered.position
        save_checkpoint(
            self.arguments.output,
            self.model,
            optimizer=self.optimizer.state_dict(),
            step=self.step,
            tokens=self.tokens,
            **streams,
        )

    def run(self) -> None:
        arguments = self.arguments
        plain, steered = iter(self.plain), iter(self.steered) if self.steered else None
        start, tokens_before = time.time(), self.tokens
        averages: dict[str, float] = {}
        self.model.train()
        if steered and self.step % arguments.vector_interval:
            self.refresh_vectors()
        while self.step < arguments.steps:
            rng = random.Random(f"step/{arguments.stage}/{arguments.seed}/{self.step}")
            if steered and self.step % arguments.vector_interval == 0:
                self.refresh_vectors()
            for group in self.optimizer.param_groups:
                group["lr"] = self.learning_rate()
            batches = {"plain": self.plain_batch(next(plain), rng)}
            if steered:
                batches["steered"] = self.steered_batch(next(steered), rng)
            self.optimizer.zero_grad(set_to_none=True)
            losses = dict.fromkeys(batches, 0.0)
            for name, batch in batches.items():
                if batch is not None:
                    loss = self.loss(batch)
                    (loss / len(batches)).backward()
                    losses[name] = float(loss)
                    self.tokens += batch.tokens
            for name, loss in self.add_gradients(losses).items():
                averages[name] = 0.98 * averages.get(name, loss) + 0.02 * loss
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.step += 1
            if self.share.number:
                continue
            if self.step % 50 == 0:
                rate = (self.tokens - tokens_before) / (time.time() - start)
                shown = " ".join(f"{name} {value:.4f}" for name, value in averages.items())
                print(
                    f"step {self.step}/{arguments.steps} {shown} "
                    f"tokens {self.tokens / 1e6:.2f}M {rate:.0f}/s {time.time() - start:.0f}s",
                    flush=True,
                )
            if self.step % arguments.save_interval == 0 or self.step == arguments.steps:
                self.save()
                print(f"step {self.step} validation {self.validation_loss()}", flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=("plain", "steered"))
    parser.add_argument("output", type=Path, help="checkpoint; an existing one is resumed")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--start-from", type=Path, help="checkpoint of the stage before")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--decay-share", type=float, default=0.4)
    parser.add_argument("--batch-tokens", type=int, default=3072)
    parser.add_argument("--vector-interval", type=int, default=150)
    parser.add_argument("--save-interval", type=int, default=250)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1, help="threads of each process")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def work(number: int, arguments: argparse.Namespace, meeting_point: str) -> None:
    """One of the processes of a run."""
    torch.set_num_threads(arguments.threads)
    if arguments.processes > 1:
        distributed.init_process_group(
            "gloo",
            init_method=f"file://{meeting_point}",
            rank=number,
            world_size=arguments.processes,
        )
    Trainer(arguments, Share(number, arguments.processes)).run()


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        meeting_point = f"{folder}/processes"
        if arguments.processes == 1:
            work(0, arguments, meeting_point)
        else:
            multiprocessing.spawn(work, (arguments, meeting_point), nprocs=arguments.processes)


if __name__ == "__main__":
    main()
