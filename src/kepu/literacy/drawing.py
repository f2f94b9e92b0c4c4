"""How communities are drawn: how many in each street, which, and in what order they may be replaced. Pure; the draw itself is the engine's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kepu.engines.survey import Frame, Plan, SurveyError, allocate, permanent_random_numbers, select_multistage
from kepu.engines.survey.selection import inclusion_probabilities

LEAST = 2  # communities of a stratum, without which its variance cannot be estimated


@dataclass(frozen=True)
class Community:
    """A row of the frame by its code; `before` is the probability that it had in the last wave, `was_drawn` whether it was in it, `number` its
    permanent random number from there."""

    code: str
    stratum: str
    households: int
    before: float | None = None
    was_drawn: bool = False
    number: float | None = None


@dataclass(frozen=True)
class Drawn:
    """A community with its probability of inclusion; `rank` counts from 1 among those drawn, or among the replacements of the stratum."""

    code: str
    stratum: str
    probability: float
    is_reserve: bool
    rank: int


@dataclass(frozen=True)
class Draw:
    """All communities, drawn or in reserve, and the permanent number of each by its code."""

    communities: tuple[Drawn, ...]
    numbers: Mapping[str, float]
    per_stratum: Mapping[str, int]


def communities_per_stratum(frame: Sequence[Community], communities: int, method: str) -> dict[str, int]:
    """Share the number of communities over the streets by households: at least two in each (all, where a street has fewer), at most all.

    Raises SurveyError "too-few-psus" when the frame has fewer communities than that.
    """
    sizes: dict[str, float] = {}
    most: dict[str, int] = {}
    for row in frame:
        sizes[row.stratum] = sizes.get(row.stratum, 0.0) + row.households
        most[row.stratum] = most.get(row.stratum, 0) + 1
    if communities > len(frame):
        raise SurveyError("too-few-psus", "frame", f"{communities} of {len(frame)} PSUs.", wanted=communities, psus=len(frame))
    communities = max(communities, sum(min(LEAST, count) for count in most.values()))
    found: dict[str, int] = {label: count for label, count in most.items() if count <= LEAST}
    free = sorted(label for label in most if label not in found)
    while free:
        left = communities - sum(found.values())
        shares = allocate([sizes[label] for label in free], left, method, minimum=LEAST)
        over = [label for label, share in zip(free, shares, strict=True) if share >= most[label]]
        if not any(share > most[label] for label, share in zip(free, shares, strict=True)):
            return found | {label: int(share) for label, share in zip(free, shares, strict=True)}
        found |= {label: most[label] for label in over}
        free = [label for label in free if label not in over]
    return found


def draw(frame: Sequence[Community], per_stratum: Mapping[str, int], *, take: int, seed: int, coordination: str = "free") -> Draw:
    """Draw in each stratum with probability proportional to households; the same seed and frame give the same in any order of the rows.

    `free` is systematic PPS. `keep` and `avoid` are Pareto samples (Rosén 1997) by permanent random numbers, which make units of the last wave
    come first or last (Ohlsson 1995). A unit without such a number gets one that agrees with whether the last wave drew it: uniform below its
    probability where it did, above where it did not, so that whatever design the last wave had, the number is uniform on [0, 1).
    """
    frame = sorted(frame, key=lambda row: row.code)
    small = [row.code for row in frame if row.households < take]
    if small:
        raise SurveyError("psu-too-small", small[0], f"PSUs with fewer than {take} units.", psus=small)
    if coordination == "free":
        return _systematic(frame, per_stratum, take, seed)
    numbers = _numbers(frame, seed)
    found = []
    for stratum in sorted(per_stratum):
        rows = [row for row in frame if row.stratum == stratum]
        probabilities = inclusion_probabilities([row.households for row in rows], per_stratum[stratum])
        shift = np.array([row.before or 0.0 for row in rows]) if coordination == "avoid" else 0.0
        u = (np.array([numbers[row.code] for row in rows]) - shift) % 1.0
        found += _ranked(rows, probabilities, u, per_stratum[stratum])
    return Draw(tuple(found), numbers, dict(per_stratum))


def _ranked(rows: Sequence[Community], p: np.ndarray, u: np.ndarray, n: int) -> list[Drawn]:
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(np.where(p >= 1, -1.0, u * (1 - p) / (p * (1 - u))), kind="stable")
    return [
        Drawn(rows[i].code, rows[i].stratum, float(min(p[i], 1.0)), place >= n, place - n + 1 if place >= n else place + 1)
        for place, i in enumerate(order)
    ]


def _systematic(frame: Sequence[Community], per_stratum: Mapping[str, int], take: int, seed: int) -> Draw:
    plan = Plan(dict(per_stratum), take, psu_reserves=len(frame))
    chosen = Frame([row.code for row in frame], [row.stratum for row in frame], [row.households for row in frame])
    sample = select_multistage(chosen, plan, seed)
    drawn = set(sample.psu.tolist())
    found: list[Drawn] = []
    numbers: dict[str, float] = {}
    for stratum in sorted(per_stratum):
        rows = [row for row in frame if row.stratum == stratum]
        p = dict(zip((row.code for row in rows), inclusion_probabilities([row.households for row in rows], per_stratum[stratum]), strict=True))
        codes = [code for code in p if code in drawn]
        found += [Drawn(code, stratum, float(min(p[code], 1.0)), False, rank) for rank, code in enumerate(codes, start=1)]
        found += [Drawn(code, stratum, float(min(p[code], 1.0)), True, rank) for rank, code in enumerate(sample.spare_psus[stratum], start=1)]
        numbers |= {code: _number(code, seed, float(p[code]), code in drawn) for code in p}
    return Draw(tuple(found), numbers, dict(per_stratum))


def _numbers(frame: Sequence[Community], seed: int) -> dict[str, float]:
    return {row.code: row.number if row.number is not None else _number(row.code, seed, row.before, row.was_drawn) for row in frame}


def _number(code: str, seed: int, probability: float | None, was_drawn: bool) -> float:
    uniform = float(permanent_random_numbers([code], f"{seed}/permanent")[0])
    if probability is None:
        return uniform
    return probability * uniform if was_drawn else probability + (1 - probability) * uniform
