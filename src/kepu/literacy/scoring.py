"""How an answer becomes points: the one place that decides it."""

from __future__ import annotations

import math
from typing import Any

from .models.items import ItemVersion

Answer = list[str] | float | int | None
Kind = ItemVersion.Kind


class AnswerError(ValueError):
    """An answer that the item does not offer; the text says which."""


def max_score(version: ItemVersion) -> int:
    """Points of a full answer: two for multiple answers, where a part counts, one for all others."""
    return 2 if version.kind == Kind.MULTIPLE else 1


def read(version: ItemVersion, raw: Any) -> Answer:
    """An answer as stored: keys in a list (order items: in sequence), a number, or None for none given.

    Raises AnswerError for options that the item does not have, one given twice, more than one where one is asked, or what is no number.
    """
    if raw is None or raw == "" or raw == []:
        return None
    if version.kind == Kind.NUMERIC:
        try:
            value = float(raw)
        except (TypeError, ValueError):
            raise AnswerError(f"{raw}") from None
        if not math.isfinite(value):
            raise AnswerError(f"{raw}")
        return value
    keys = [str(key) for key in (raw if isinstance(raw, (list, tuple)) else [raw])]
    known = {str(option["key"]) for option in version.options}
    for key in keys:
        if key not in known:
            raise AnswerError(key)
    if len(set(keys)) < len(keys):
        raise AnswerError("".join(keys))
    if version.kind in (Kind.SINGLE, Kind.TRUE_FALSE) and len(keys) > 1:
        raise AnswerError("".join(keys))
    if version.kind == Kind.ORDER and len(keys) < len(known):
        raise AnswerError("".join(keys))
    return keys if version.kind == Kind.ORDER else sorted(keys)


def score(version: ItemVersion, answer: Answer) -> int:
    """Points of an answer that `read` returned; none given counts as wrong."""
    if answer is None:
        return 0
    if version.kind == Kind.NUMERIC:
        right, tolerance = float(version.answer["value"]), float(version.answer.get("tolerance", 0))
        return int(isinstance(answer, (int, float)) and abs(answer - right) <= tolerance + 1e-12)
    right_keys = [str(key) for key in version.answer["keys"]]
    given = list(answer) if isinstance(answer, list) else []
    if version.kind == Kind.ORDER:
        return int(given == right_keys)
    if version.kind == Kind.MULTIPLE:
        if set(given) == set(right_keys):
            return 2
        return int(bool(given) and set(given) < set(right_keys))
    return int(given == right_keys)
