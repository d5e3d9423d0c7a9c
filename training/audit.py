"""Checks the generated rows: every answer must obey the constraints that it was made for.

Two pairs cannot hold together and are drawn all the same, in about 1% of the rows with constraints:
JSON's own comma under `no_comma`, and a postscript after a bullet list.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from checks import holds
from data import ChatRow, chat_row
from world import EVALUATION_TOPICS, mentions


def breaches(row: ChatRow) -> list[str]:
    """The constraints that the row's answer breaks."""
    return [c.id for c in row.constraints if not holds(c, row.answer)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20000)
    arguments = parser.parse_args()
    broken: Counter[str] = Counter()
    examples: dict[str, ChatRow] = {}
    for number in range(arguments.rows):
        row = chat_row(random.Random(f"audit/{number}"), minimum=1)
        for constraint_id in breaches(row):
            broken[constraint_id] += 1
            examples.setdefault(constraint_id, row)
        if row.mode == "write" and any(mentions(row.request, t) for t in EVALUATION_TOPICS):
            broken["request on a held-out topic"] += 1
            examples.setdefault("request on a held-out topic", row)
    for name, count in broken.most_common():
        print(f"{name}: {count} of {arguments.rows}, for example {examples[name]}")
    print(f"{sum(broken.values())} breaches in {arguments.rows} rows")


if __name__ == "__main__":
    main()
