"""Learns the tokenizer's merges from the rows that the model will be trained on."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import Rows
from prose import load_prose
from tokenizer import Tokenizer, learn_merges


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--prose", type=Path, help="folder of novels, see prose.py")
    parser.add_argument("--vocabulary", type=int, default=4096)
    parser.add_argument("--rows", type=int, default=12000, help="rows of data to learn from")
    arguments = parser.parse_args()
    rows = Rows(load_prose(arguments.prose) if arguments.prose else None)
    merges = learn_merges(rows.tokenizer_texts(arguments.rows), arguments.vocabulary)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    Tokenizer(merges).save(arguments.output)


if __name__ == "__main__":
    main()
