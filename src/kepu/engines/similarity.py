"""Which texts are alike: words by jieba and pairs of Chinese characters, weighed by how rare they are (TF-IDF), compared by cosine."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import Any, Generic, TypeVar

T = TypeVar("T")
WORD, PAIR = 1.0, 0.5
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@cache
def _segmenter() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def features(text: str, common: Set[str] = frozenset()) -> Counter[str]:
    """Words of two or more letters, and all pairs of neighbouring Chinese characters, without the common ones."""
    lowered = text.lower()
    found: Counter[str] = Counter()
    for word in _segmenter().lcut_for_search(lowered):
        if len(word.strip()) > 1 and word not in common and re.search(r"\w", word):
            found[word] += WORD  # type: ignore[assignment]
    for run in CHINESE.findall(lowered):
        for pair in (run[at : at + 2] for at in range(len(run) - 1)):
            if pair not in common:
                found["=" + pair] += PAIR  # type: ignore[assignment]
    return found


@dataclass(frozen=True)
class Match(Generic[T]):
    """Something that fits, how well (0 to 1), and the words by which it does."""

    item: T
    score: float
    words: tuple[str, ...]


class Index(Generic[T]):
    """Texts that stand for things; `common` are words that say nothing about what a text is about."""

    def __init__(self, texts: Iterable[tuple[T, str]], common: Set[str] = frozenset()) -> None:
        self._common = common
        self._items = [(item, features(text, common)) for item, text in texts]
        spread = Counter(word for _item, found in self._items for word in found)
        self._rarity = {word: log((1 + len(self._items)) / count) for word, count in spread.items()}
        self._vectors = [(item, self._weighed(found)) for item, found in self._items]

    def best(self, text: str, limit: int = 3, least: float = 0.08) -> list[Match[T]]:
        """What fits the text best."""
        wanted = self._weighed(features(text, self._common))
        matches = []
        for item, vector in self._vectors:
            shared = wanted.keys() & vector.keys()
            score = sum(wanted[word] * vector[word] for word in shared)
            if score >= least:
                strongest = sorted((word for word in shared if not word.startswith("=")), key=lambda word: -wanted[word] * vector[word])
                matches.append(Match(item, round(score, 3), tuple(strongest[:3])))
        return sorted(matches, key=lambda match: -match.score)[:limit]

    def _weighed(self, found: Mapping[str, float]) -> dict[str, float]:
        weights = {word: (1 + log(max(count, 1))) * count * self._rarity[word] for word, count in found.items() if word in self._rarity}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}
