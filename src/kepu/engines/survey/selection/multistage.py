"""Stratified two-stage samples: PSUs by size, the same number of persons or households in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from ..codes import Codes, Floats, coded, positive, unique_ids
from ..errors import SurveyError, named
from .coordination import permanent_random_numbers
from .pps import Draw, select_pps


@dataclass(frozen=True)
class Frame:
    """What can be drawn. Either a row a PSU with its ``sizes`` (persons or households in it), or a row a unit with the id of
    the unit in ``units``; then a PSU's size is the number of its rows."""

    psu: Any
    strata: Any = None
    sizes: Any = None
    units: Any = None


@dataclass(frozen=True)
class Plan:
    """``psus`` to draw (a number for every stratum, or one each), ``take`` units in each PSU, ``reserves`` more units in each PSU and
    ``psu_reserves`` more PSUs in each stratum as replacements, in the order in which they are to be used."""

    psus: int | Mapping[Any, int]
    take: int
    method: Draw = "systematic"
    reserves: int = 0
    psu_reserves: int = 0


@dataclass(frozen=True)
class MultistageSample:
    """PSUs drawn (m,): label, stratum, probability, certain or not, size. Persons drawn (n,): the row of their PSU in ``psu``,
    the unit's id or its ordinal from 1 in the PSU's list, inclusion probability over both stages and its inverse. Replacements
    (r,): row of their PSU, unit, and rank of use from 1. ``spare_psus`` are undrawn PSUs of each stratum in order of use."""

    psu: npt.NDArray[Any]
    psu_stratum: npt.NDArray[Any]
    psu_probability: Floats
    psu_certain: npt.NDArray[np.bool_]
    psu_size: Floats
    person_psu: Codes
    person_unit: npt.NDArray[Any]
    person_probability: Floats
    weight: Floats
    replacement_psu: Codes
    replacement_unit: npt.NDArray[Any]
    replacement_rank: Codes
    spare_psus: dict[Any, list[Any]]


def select_multistage(frame: Frame, plan: Plan, seed: int | str) -> MultistageSample:
    """Draw by ``plan``; the same seed and labels give the same sample in whatever order the frame's rows stand.

    Each stratum and each PSU has its own stream, so a change in one leaves the draw of the others as it was.
    """
    strata, psus, sizes, units = _prepared(frame)
    labels = sorted(set(strata.tolist()), key=str)
    wanted = _wanted(plan, labels)
    drawn: list[tuple[int, float, bool]] = []
    spare: dict[Any, list[Any]] = {}
    for label in labels:
        rows = np.flatnonzero(strata == label)
        n = wanted[label]
        if n > len(rows):
            raise SurveyError(
                "too-few-psus", label, f"Stratum {label} has {len(rows)} PSUs, {n} are wanted: ask for fewer or join strata.", psus=len(rows)
            )
        found = select_pps(sizes[rows], n, plan.method, _stream(seed, "psu", label))
        drawn += [(int(rows[i]), float(found.probabilities[i]), bool(found.certain[i])) for i in found.indices]
        left = np.setdiff1d(np.arange(len(rows)), found.indices)
        # by size too: the order of a Pareto sample among those left over
        number = permanent_random_numbers(psus[rows[left]].tolist(), f"{seed}/spare/{label}")
        share = sizes[rows[left]]
        order = left[np.argsort(-np.log1p(-number) / share, kind="stable")][: plan.psu_reserves]
        spare[label] = psus[rows[order]].tolist()
    return _persons(plan, seed, strata, psus, sizes, units, drawn, spare)


def _persons(
    plan: Plan,
    seed: int | str,
    strata: npt.NDArray[Any],
    psus: npt.NDArray[Any],
    sizes: Floats,
    units: list[list[Any]] | None,
    drawn: list[tuple[int, float, bool]],
    spare: dict[Any, list[Any]],
) -> MultistageSample:
    small = [psus[row] for row, _, _ in drawn if sizes[row] < plan.take]
    if small:
        raise SurveyError(
            "psu-too-small", small[0], f"PSUs with fewer than {plan.take} units: {named(small)}. Join them with neighbours or take fewer.", psus=small
        )
    person: list[tuple[int, Any]] = []
    chance: list[float] = []
    reserve: list[tuple[int, Any, int]] = []
    for place, (row, probability, _) in enumerate(drawn):
        order = _order(seed, strata[row], psus[row], int(sizes[row]), None if units is None else units[row], plan.take + plan.reserves)
        person += [(place, unit) for unit in order[: plan.take]]
        chance += [probability * plan.take / sizes[row]] * plan.take
        reserve += [(place, unit, rank + 1) for rank, unit in enumerate(order[plan.take :])]
    rows = [row for row, _, _ in drawn]
    p = np.array(chance)
    return MultistageSample(
        psus[rows],
        strata[rows],
        np.array([probability for _, probability, _ in drawn]),
        np.array([certain for _, _, certain in drawn], bool),
        sizes[rows],
        np.array([place for place, _ in person], np.int64),
        np.array([unit for _, unit in person]),
        p,
        1 / p,
        np.array([place for place, _, _ in reserve], np.int64),
        np.array([unit for _, unit, _ in reserve]),
        np.array([rank for _, _, rank in reserve], np.int64),
        spare,
    )


def _order(seed: int | str, stratum: Any, psu: Any, size: int, units: list[Any] | None, count: int) -> list[Any]:
    if units is None:
        return (_stream(seed, "unit", f"{stratum}/{psu}").permutation(size)[:count] + 1).tolist()
    number = permanent_random_numbers(units, f"{seed}/unit")
    return [units[row] for row in np.argsort(number, kind="stable")[:count]]


def _prepared(frame: Frame) -> tuple[npt.NDArray[Any], npt.NDArray[Any], Floats, list[list[Any]] | None]:
    """Strata, labels and sizes of the PSUs, sorted by label, and the units of each."""
    codes, labels = coded(frame.psu, "psu")
    stratum_codes, stratum_labels = (
        coded(frame.strata, "strata", len(codes)) if frame.strata is not None else (np.zeros(len(codes), np.int64), ["all"])
    )
    first = np.full(len(labels), -1, np.int64)
    first[codes] = stratum_codes
    split = np.unique(codes[first[codes] != stratum_codes])
    if len(split):
        raise SurveyError("psu-in-two-strata", labels[split[0]], f"PSUs stand in more than one stratum: {named(labels[code] for code in split)}.")
    strata = np.array([stratum_labels[code] for code in first], object)
    units: list[list[Any]] | None = None
    if frame.units is None:
        if frame.sizes is None:
            raise SurveyError("missing-argument", "sizes", "A frame of PSUs needs their sizes, a frame of units their ids.")
        unique_ids(np.asarray(frame.psu), "psu")
        sizes = np.zeros(len(labels))
        sizes[codes] = positive(frame.sizes, "sizes", len(codes))
    else:
        unique_ids(np.asarray(frame.units), "unit")
        order = np.argsort(codes, kind="stable")
        column = np.asarray(frame.units)
        units = [sorted(part.tolist(), key=str) for part in np.split(column[order], np.cumsum(np.bincount(codes))[:-1])]
        sizes = np.bincount(codes).astype(float)
    return strata, np.array(labels, object), sizes, units


def _wanted(plan: Plan, labels: list[Any]) -> dict[Any, int]:
    if plan.take < 1:
        raise SurveyError("out-of-range", "take", "Take at least one unit in each PSU.")
    if isinstance(plan.psus, int):
        return dict.fromkeys(labels, plan.psus)
    missing = [label for label in labels if label not in plan.psus]
    if missing:
        raise SurveyError("missing-argument", missing[0], f"The plan says no number of PSUs for strata {named(missing)}.", strata=missing)
    return {label: int(plan.psus[label]) for label in labels}


def _stream(seed: int | str, purpose: str, label: Any) -> np.random.Generator:
    digest = blake2b(f"{seed}/{purpose}/{label}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
