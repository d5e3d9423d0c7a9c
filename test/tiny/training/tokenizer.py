"""Byte-level BPE in GPT-2's form, as GGUF's tokenizer model `gpt2` with pre-tokenizer `gpt-2`."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import regex

from prompt_form import SPECIAL_TOKENS

PRETOKENS = regex.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
)


def _byte_alphabet() -> list[str]:
    """GPT-2's printable stand-in for each byte: itself where printable, else from U+0100 on."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    alphabet, next_code = [], 256
    for byte in range(256):
        if byte in printable:
            alphabet.append(chr(byte))
        else:
            alphabet.append(chr(next_code))
            next_code += 1
    return alphabet


ALPHABET = _byte_alphabet()
BYTE_OF = {symbol: byte for byte, symbol in enumerate(ALPHABET)}


def _merge(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    merged, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            merged.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


def learn_merges(texts: Iterable[str], vocabulary_size: int) -> list[tuple[str, str]]:
    """The most frequent merges, ties broken alphabetically, until the vocabulary is full."""
    counts = Counter(piece for text in texts for piece in PRETOKENS.findall(text))
    words = [[ALPHABET[b] for b in piece.encode()] for piece in counts]
    frequency = list(counts.values())
    pair_counts: Counter[tuple[str, str]] = Counter()
    words_with = defaultdict(set)
    for index, symbols in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            pair_counts[pair] += frequency[index]
            words_with[pair].add(index)
    known = {*SPECIAL_TOKENS, *ALPHABET}
    merges = []
    while len(known) < vocabulary_size:
        best = max(pair_counts, key=lambda pair: (pair_counts[pair], pair))
        merges.append(best)
        known.add("".join(best))
        for index in words_with.pop(best):
            for pair in zip(words[index], words[index][1:]):
                pair_counts[pair] -= frequency[index]
            words[index] = _merge(words[index], best)
            for pair in zip(words[index], words[index][1:]):
                pair_counts[pair] += frequency[index]
                words_with[pair].add(index)
        del pair_counts[best]
    return merges


class Tokenizer:
    """Encodes and decodes text; special tokens only by their own method."""

    def __init__(self, merges: list[tuple[str, str]]) -> None:
        self.merges = merges
        self.tokens = [*SPECIAL_TOKENS, *ALPHABET]
        known = set(self.tokens)
        for pair in merges:
            token = "".join(pair)
            if token not in known:
                known.add(token)
                self.tokens.append(token)
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self._ranks = {pair: i for i, pair in enumerate(merges)}
        self._cache: dict[str, list[int]] = {}

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        return cls([tuple(pair) for pair in json.loads(path.read_text(encoding="utf-8"))])

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.merges), encoding="utf-8")

    def special(self, token: str) -> int:
        return SPECIAL_TOKENS.index(token)

    def _encode_piece(self, piece: str) -> list[int]:
        if piece not in self._cache:
            symbols = [ALPHABET[b] for b in piece.encode()]
            while len(symbols) > 1:
                pair = min(zip(symbols, symbols[1:]), key=lambda p: self._ranks.get(p, 1 << 30))
                if pair not in self._ranks:
                    break
                symbols = _merge(symbols, pair)
            self._cache[piece] = [self.ids[symbol] for symbol in symbols]
        return self._cache[piece]

    def encode(self, text: str) -> list[int]:
        return [token for piece in PRETOKENS.findall(text) for token in self._encode_piece(piece)]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`, special tokens left out."""
        symbols = "".join(self.tokens[i] for i in ids if i >= len(SPECIAL_TOKENS))
        return bytes(BYTE_OF[symbol] for symbol in symbols).decode("utf-8", "replace")
