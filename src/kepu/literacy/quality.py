"""What makes an interview doubtful. Pure: interviews in, flags and interviewer effects out; this is the one place that computes them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SPEEDING, STRAIGHT, DUPLICATE, IMPOSSIBLE, INTERVIEWER, PAPER = "speeding", "straight", "duplicate", "impossible", "interviewer", "paper"
FLAGS: dict[str, str | Promise] = {
    SPEEDING: _("答得太快"),
    STRAIGHT: _("连续选同一位置"),
    DUPLICATE: _("与另一份答卷完全相同"),
    IMPOSSIBLE: _("年龄、文化程度与身份不合"),
    INTERVIEWER: _("调查员的得分异常"),
    PAPER: _("另有录入的纸质问卷没有采用"),
}
LEAST_TO_JUDGE = 5  # interviews of an interviewer
WARN, ACT = 1.96, 3.09  # control limits of 95 and 99.8 % (Spiegelhalter 2005)
# A paper this good may well equal another.
NEARLY_FULL = 0.9


@dataclass(frozen=True)
class Interview:
    """A complete case: `positions` of the options chosen at single-choice items in order (None where none), `answers` all answers as one text,
    `score` the share of the points, `asked_by` an interviewer or None, `leaves_paper` whether a paper was entered that was not taken."""

    case: int
    booklet: int
    seconds: float | None
    positions: Sequence[int | None]
    answers: str
    score: float
    age: int
    education: str
    groups: Sequence[str]
    eligible_persons: int
    asked_by: int | None = None
    leaves_paper: bool = False


# Rules of which one is enough.
Rule = Callable[[Interview], bool]
RULES: tuple[Rule, ...] = (
    lambda one: "officials" in one.groups and one.age < 20,
    lambda one: "officials" in one.groups and one.age < 40 and one.education in ("primary", "junior"),
    lambda one: len({"farmers", "workers", "officials"} & set(one.groups)) == 3,
    lambda one: one.education == "bachelor" and one.age < 17,
    lambda one: one.eligible_persons >= 10,
)


@dataclass(frozen=True)
class Asker:
    """An interviewer: how many, mean score in percent, and the limits in which it lies by chance (95 %, 99.8 %)."""

    who: int
    interviews: int
    mean: float
    warn: tuple[float, float]
    act: tuple[float, float]

    @property
    def status(self) -> str:
        """Light."""
        if self.interviews < LEAST_TO_JUDGE:
            return "grey"
        if not self.act[0] <= self.mean <= self.act[1]:
            return "red"
        return "green" if self.warn[0] <= self.mean <= self.warn[1] else "amber"


@dataclass(frozen=True)
class Report:
    """Flags by case; interviewers; the intraclass correlation of the score within interviewers (None for fewer than two), the median time."""

    flags: Mapping[int, list[str]]
    askers: Sequence[Asker] = ()
    correlation: float | None = None
    median_seconds: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """All but the flags of single cases, for JSON."""
        return {name: value for name, value in asdict(replace(self, flags={})).items() if name != "flags"}

    @classmethod
    def of_summary(cls, kept: Mapping[str, Any]) -> Report:
        """Back from what `summary` gave."""
        askers = [Asker(one["who"], one["interviews"], one["mean"], (*one["warn"],), (*one["act"],)) for one in kept["askers"]]
        return cls({}, askers, kept["correlation"], kept["median_seconds"], kept["counts"])


def review(interviews: Sequence[Interview], *, speeding_share: float, straight_run: int) -> Report:
    """Look at all interviews of a survey together."""
    flags: dict[int, list[str]] = defaultdict(list)
    times = [one.seconds for one in interviews if one.seconds]
    median = float(np.median(times)) if times else None
    seen = Counter((one.booklet, one.answers) for one in interviews if one.answers and one.score < NEARLY_FULL)
    askers = interviewer_effects(interviews)
    outliers = {asker.who for asker in askers if asker.status == "red"}
    for one in interviews:
        if median and one.seconds and one.seconds < speeding_share * median:
            flags[one.case].append(SPEEDING)
        if longest_run(one.positions) >= straight_run:
            flags[one.case].append(STRAIGHT)
        if seen[(one.booklet, one.answers)] > 1:
            flags[one.case].append(DUPLICATE)
        if any(rule(one) for rule in RULES):
            flags[one.case].append(IMPOSSIBLE)
        if one.asked_by in outliers:
            flags[one.case].append(INTERVIEWER)
        if one.leaves_paper:
            flags[one.case].append(PAPER)
    counts = dict(Counter(flag for found in flags.values() for flag in found))
    return Report(dict(flags), askers, intraclass_correlation(interviews), median, counts)


def longest_run(positions: Sequence[int | None]) -> int:
    """The most items in a row with the same place chosen."""
    best = run = 0
    before: int | None = None
    for place in positions:
        run = run + 1 if place is not None and place == before else int(place is not None)
        before, best = place, max(best, run)
    return best


def interviewer_effects(interviews: Sequence[Interview]) -> list[Asker]:
    """Means of interviewers with the limits of a funnel about the mean of all who were interviewed."""
    groups = _by_interviewer(interviews)
    scores = np.array([score for found in groups.values() for score in found]) * 100
    if len(scores) < 2:
        return []
    mean, sd = float(scores.mean()), float(scores.std(ddof=1))
    askers = []
    for who, found in groups.items():
        error = sd / math.sqrt(len(found))
        warn, act = (mean - WARN * error, mean + WARN * error), (mean - ACT * error, mean + ACT * error)
        askers.append(Asker(who, len(found), 100 * float(np.mean(found)), warn, act))
    return sorted(askers, key=lambda asker: -asker.interviews)


def intraclass_correlation(interviews: Sequence[Interview]) -> float | None:
    """ρ of a one-way analysis of variance with groups of unequal size (Donner 1986): (MSB − MSW) / (MSB + (m₀ − 1) MSW), not below 0."""
    groups = [np.array(found) for found in _by_interviewer(interviews).values() if len(found) >= 2]
    total = sum(len(found) for found in groups)
    if len(groups) < 2 or total <= len(groups):
        return None
    mean = np.concatenate(groups).mean()
    between = sum(len(found) * (found.mean() - mean) ** 2 for found in groups) / (len(groups) - 1)
    within = sum(((found - found.mean()) ** 2).sum() for found in groups) / (total - len(groups))
    size = (total - sum(len(found) ** 2 for found in groups) / total) / (len(groups) - 1)
    whole = between + (size - 1) * within
    return max(0.0, float((between - within) / whole)) if whole > 0 else None


def _by_interviewer(interviews: Sequence[Interview]) -> dict[int, list[float]]:
    groups: dict[int, list[float]] = defaultdict(list)
    for one in interviews:
        if one.asked_by is not None:
            groups[one.asked_by].append(one.score)
    return groups
