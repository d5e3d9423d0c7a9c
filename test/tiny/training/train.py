"""Trains the model in three stages that share this program, each from the one before.

    base      texts alone: prose and the world's documents, and texts that repeat themselves.
    plain     rows whose constraints are written in the prompt; in half of them the request and the
              answer cannot attend to the instruction, only the last prompt token can, so that it
              has to carry what is asked.
    steered   half of every step as before; in the other half the text of a constraint is left out
              and its current vector acts on the residual stream instead.

Schedules count steps, rows follow from seed and number, and a run resumes from its checkpoint.
On a processor everything is float32 (its bfloat16 is slower), on a GPU products are bfloat16.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from batches import Batch, Blocks, Row, Stream, collate, encode
from data import Rows
from induction import place_induction_heads
from model import Config, LanguageModel, load_checkpoint, save_checkpoint
from prose import load_prose
from steered_rows import CurrentVectors, interventions, steered_row
from tokenizer import Tokenizer

MASKED_SHARE = 0.5
VALIDATION_SEED = 10_000_019
VALIDATION_ROWS = 64
VALIDATION_LENGTH = 300  # longer rows are left out: they would make one large batch
STAGES = ("base", "plain", "steered")


class Trainer:
    """The optimiser, the streams of rows and the vectors of one stage."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.stage: str = arguments.stage
        self.tokenizer = Tokenizer.load(arguments.tokenizer)
        self.rows = Rows(load_prose(arguments.prose) if arguments.prose else None)
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
            self.model = LanguageModel(
                Config(
                    vocabulary=len(self.tokenizer.tokens),
                    width=arguments.width,
                    layers=arguments.layers,
                    heads=arguments.heads,
                    feed_forward=arguments.feed_forward,
                )
            )
            place_induction_heads(self.model, arguments.seed)
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
        makers = {"steered": self.steered_row} if self.stage == "steered" else {}
        self.streams = {
            name: Stream(
                Blocks(make_row, self._data_seed(), arguments.batch_tokens),
                state.get("positions", {}).get(name, (0, 0)),
                arguments.workers,
            )
            for name, make_row in {"told": self.told_row, **makers}.items()
        }
        self.vectors = CurrentVectors(self.model, self.tokenizer)

    def _data_seed(self) -> int:
        """The stages read different rows."""
        return self.arguments.seed * len(STAGES) + STAGES.index(self.stage)

    def told_row(self, seed: int, number: int) -> Row:
        make = self.rows.base if self.stage == "base" else self.rows.instructed
        return encode(self.tokenizer, make(seed, number))

    def steered_row(self, seed: int, number: int) -> Row:
        return steered_row(self.rows, self.tokenizer, seed, number)

    def learning_rate(self) -> float:
        """Warm-up, a plateau, then over the last `decay_share` a line down to a twentieth."""
        steps = self.arguments.steps
        warm_up = min(1.0, (self.step + 1) / 100)
        remaining = (steps - self.step) / max(1.0, steps * self.arguments.decay_share)
        return self.arguments.learning_rate * warm_up * max(0.05, min(1.0, remaining))

    def loss(self, batch: Batch) -> Tensor:
        """Mean loss per token of the answers, in nats."""
        batch = batch.to(self.device)
        positions = torch.arange(batch.ids.shape[1], device=self.device)[None]
        is_gpu = self.device.type != "cpu"
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=is_gpu):
            stream = self.model(batch.ids, batch.mask, positions, steering=batch.plan)
            is_scored = batch.weights[:, 1:] > 0
            logits = self.model.logits(stream[:, :-1][is_scored]).float()
        losses = F.cross_entropy(logits, batch.ids[:, 1:][is_scored], reduction="none")
        weights = batch.weights[:, 1:][is_scored]
        return (losses * weights).sum() / weights.sum()

    def batch(self, kind: str, rows: list[Row], rng: random.Random) -> Batch:
        if kind == "steered":
            vectors = self.vectors.of(rows)
            return collate(rows, [False] * len(rows), interventions(rows, vectors, rng))
        return collate(rows, [rng.random() < MASKED_SHARE for _ in rows])

    def validation_loss(self) -> dict[str, float]:
        """Loss on rows never trained on: instruction visible, masked, and as a vector."""
        rng = random.Random(VALIDATION_SEED)
        self.model.eval()

        def short(make_row) -> list[Row]:
            rows = [make_row(VALIDATION_SEED, n) for n in range(VALIDATION_ROWS)]
            return [row for row in rows if len(row.ids) < VALIDATION_LENGTH]

        rows = short(self.told_row)
        batches = {
            "visible": collate(rows, [False] * len(rows)),
            "masked": collate(rows, [True] * len(rows)),
        }
        if self.stage == "steered":
            batches["steered"] = self.batch("steered", short(self.steered_row), rng)
        with torch.no_grad():
            losses = {name: round(float(self.loss(b)), 4) for name, b in batches.items()}
        self.model.train()
        return losses

    def save(self) -> None:
        save_checkpoint(
            self.arguments.output,
            self.model,
            optimizer=self.optimizer.state_dict(),
            step=self.step,
            tokens=self.tokens,
            positions={name: stream.position for name, stream in self.streams.items()},
        )

    def run(self) -> None:
        arguments = self.arguments
        streams = {name: iter(stream) for name, stream in self.streams.items()}
        start, tokens_before = time.time(), self.tokens
        averages: dict[str, float] = {}
        self.model.train()
        while self.step < arguments.steps:
            rng = random.Random(f"step/{self.stage}/{arguments.seed}/{self.step}")
            if self.step % arguments.vector_interval == 0:
                self.vectors.forget(f"{arguments.seed}/{self.step}")
            for group in self.optimizer.param_groups:
                group["lr"] = self.learning_rate()
            self.optimizer.zero_grad(set_to_none=True)
            for name, stream in streams.items():
                batch = self.batch(name, next(stream), rng)
                loss = self.loss(batch)
                (loss / len(streams)).backward()
                self.tokens += batch.tokens
                averages[name] = 0.98 * averages.get(name, float(loss)) + 0.02 * float(loss)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.step += 1
            if self.step % 50 == 0:
                seconds = time.time() - start
                rate = (self.tokens - tokens_before) / seconds
                shown = " ".join(f"{name} {value:.4f}" for name, value in averages.items())
                print(
                    f"step {self.step}/{arguments.steps} {shown} "
                    f"tokens {self.tokens / 1e6:.2f}M {rate:.0f}/s {seconds:.0f}s",
                    flush=True,
                )
            if self.step % arguments.save_interval == 0 or self.step == arguments.steps:
                self.save()
                print(f"step {self.step} validation {self.validation_loss()}", flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("output", type=Path, help="checkpoint; an existing one is resumed")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--prose", type=Path, help="folder of novels, see prose.py")
    parser.add_argument("--start-from", type=Path, help="checkpoint of the stage before")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--decay-share", type=float, default=0.3)
    parser.add_argument("--batch-tokens", type=int, default=3072)
    parser.add_argument("--vector-interval", type=int, default=100)
    parser.add_argument("--save-interval", type=int, default=250)
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--feed-forward", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=0, help="processes that make rows ahead")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    Trainer(arguments).run()


if __name__ == "__main__":
    main()
