"""Interviews for researchers: nobody can be singled out by what is published. Pure.

Rule: no case number, code, community, day, interviewer or exact age; every combination of street, sex, age group, education and group that
occurs, occurs at least K times (k-anonymity, Samarati & Sweeney 1998). Where it does not, values are taken out one after the other, group first,
then street, education, age, sex; what is rare even then is left out. Records come in an order and with numbers that a seed gives.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

K = 5
# What could single somebody out, in the order in which it is taken out.
IDENTIFYING = ("groups", "street", "education", "age_group", "sex")
MOST_ELIGIBLE = 4  # households with more persons are told as this many


@dataclass(frozen=True)
class Record:
    """An interview; empty text is "not told". `points` by the code of an item; None where it was not asked.

    `weight` says for how many residents it stands, None before a calculation; `replicates` are as many weights as the bootstrap drew, from
    which variances follow without naming communities.
    """

    number: int
    street: str
    sex: str
    age_group: str
    education: str
    groups: str
    eligible_persons: int
    mode: str
    points: Mapping[str, int | None]
    weight: float | None = None
    replicates: Sequence[float] = ()


def protect(records: Sequence[Record], *, k: int = K, seed: int = 0) -> list[Record]:
    """Records of which each combination of IDENTIFYING occurs at least `k` times, shuffled and numbered anew."""
    found = [replace(one, eligible_persons=min(one.eligible_persons, MOST_ELIGIBLE)) for one in records]
    for name in IDENTIFYING:
        counts = Counter(map(_key, found))
        blank: dict[str, Any] = {name: ""}
        found = [replace(one, **blank) if counts[_key(one)] < k else one for one in found]
    counts = Counter(map(_key, found))
    found = [one for one in found if counts[_key(one)] >= k]
    random.Random(f"{seed}/microdata").shuffle(found)
    return [replace(one, number=place) for place, one in enumerate(found, start=1)]


def _key(one: Record) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in IDENTIFYING)
