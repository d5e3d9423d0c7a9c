"""Checks the generated rows: every answer must obey the constraints that it was made for.

Constraints that combine in rare ways (a comma in JSON or in a postscript under `no_comma`) are drawn
all the same, in well under 1% of the rows.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from checks import holds
from data import Rows
from prompt_form import ChatRow
from prose import load_prose


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20000)
    parser.add_argument("--prose", type=Path, help="folder of novels, see prose.py")
    arguments = parser.parse_args()
    rows = Rows(load_prose(arguments.prose) if arguments.prose else None)
    drawn: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    examples: dict[str, ChatRow] = {}
    for number in range(arguments.rows):
        row = rows.chat(random.Random(f"audit/{number}"), minimum=1)
        for constraint in row.constraints:
            drawn[constraint.key] += 1
            if not holds(constraint, row.answer):
                broken[constraint.key] += 1
                examples.setdefault(constraint.key, row)
    for key, count in broken.most_common():
        print(f"{key}: {count} of {drawn[key]} broken, for example {examples[key]}")
    print(f"{sum(broken.values())} of {sum(drawn.values())} constraints broken")


if __name__ == "__main__":
    main()
