"""What a district offers to read or to join, for pages of other rooms: each room registers a finder in its `public_suggestions.py`.

register_finder(lambda district, words: [Suggestion(_("文章"), article.title, article.url) for article in …])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from .models import Area

Text = str | Promise
PER_FINDER = 3


@dataclass(frozen=True)
class Suggestion:
    """Something public: what it is, what it is called, where it is, and how well it fits (more is better)."""

    kind: Text
    title: str
    url: str
    fit: float = 1.0


Finder = Callable[[Area, Sequence[str]], list[Suggestion]]
_finders: list[Finder] = []


def register_finder(finder: Finder) -> Finder:
    """Have a room asked for what it offers; a finder is called with the district and words of the subject, and runs a few queries."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def suggestions(district: Area, words: Sequence[str]) -> list[Suggestion]:
    """At most three of each room, the best first."""
    return [found for finder in _finders for found in sorted(finder(district, words), key=lambda each: -each.fit)[:PER_FINDER]]
