"""How far the field is: response by cell against the target, and the rates of AAPOR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from kepu.literacy.models import AgeGroup, Case, Mode, PopulationCell, Sex, Survey
from kepu.literacy.queries.surveys_plan import figures_of

State = Case.State


def state_counts(survey: Survey) -> list[tuple[str, str, int]]:
    """State, its name, how many cases; one query."""
    found = Counter(dict(survey.cases.order_by().values_list("state").annotate(n=Count("pk"))))
    return [(str(state.value), str(state.label), found[state.value]) for state in State]


@dataclass(frozen=True)
class Rates:
    """Final dispositions after AAPOR Standard Definitions (10th ed., 2023) as far as they apply to a sample of addresses with one person each.

    I complete (kept), P begun and not finished, R refused, NC not reached, NE ineligible, U not yet tried. Rejected interviews count as
    non-response (O). e, the share of the unresolved that is eligible, is estimated from the resolved: (I+P+R+O) / (I+P+R+O+NE).
    """

    complete: int
    partial: int
    refused: int
    other: int
    absent: int
    ineligible: int
    untried: int

    @property
    def eligibility(self) -> float:
        """e."""
        known = self.complete + self.partial + self.refused + self.other
        return known / (known + self.ineligible) if known + self.ineligible else 1.0

    @property
    def response(self) -> float | None:
        """RR3 in percent: I / (I + P + R + O + e (NC + U))."""
        return _share(self.complete, self._base)

    @property
    def cooperation(self) -> float | None:
        """COOP1 in percent: I / (I + P + R + O)."""
        return _share(self.complete, self.complete + self.partial + self.refused + self.other)

    @property
    def refusal(self) -> float | None:
        """REF2 in percent: R / (I + P + R + O + e (NC + U))."""
        return _share(self.refused, self._base)

    @property
    def contact(self) -> float | None:
        """CON2 in percent: (I + P + R + O) / (I + P + R + O + e (NC + U))."""
        return _share(self.complete + self.partial + self.refused + self.other, self._base)

    @property
    def _base(self) -> float:
        known = self.complete + self.partial + self.refused + self.other
        return known + self.eligibility * (self.absent + self.untried)


def _share(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def rates_of(counts: dict[str, int]) -> Rates:
    """From the number of cases by state."""
    get = counts.get
    return Rates(
        get("complete", 0), get("started", 0), get("refused", 0), get("rejected", 0), get("absent", 0), get("ineligible", 0), get("issued", 0)
    )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Cases of a street or interviewer: planned, complete, and the rates."""

    label: str
    cases: int
    rates: Rates


def by_street(survey: Survey) -> list[Group]:
    """Rates by street; one query."""
    rows = survey.cases.order_by().values_list("community__frame__stratum__name", "state").annotate(n=Count("pk"))
    return _groups(rows)


def _groups(rows: Iterable[tuple[str, str, int]]) -> list[Group]:
    found: dict[str, dict[str, int]] = {}
    for label, state, count in rows:
        found.setdefault(label or _("未署名"), {})[state] = count
    return [Group(label, sum(counts.values()), rates_of(counts)) for label, counts in sorted(found.items())]


@dataclass(frozen=True)
class CellLine:
    """A street × sex × age group: interviews there are, and the target by the share of residents."""

    street: str
    sex: str
    age_group: str
    complete: int
    target: float

    @property
    def share(self) -> float | None:
        """Percent of the target."""
        return 100 * self.complete / self.target if self.target else None

    @property
    def status(self) -> str:
        """Light: below half of what was aimed at is red, below four fifths amber."""
        if self.share is None:
            return "grey"
        return "red" if self.share < 50 else "amber" if self.share < 80 else "green"


def cells_of(survey: Survey) -> list[CellLine]:
    """Every street × sex × age group. The target is the number of interviews that the design asks for, shared by residents; five queries."""
    streets = dict(survey.frame.order_by().values_list("area", "stratum__name"))
    residents: Counter[tuple[str, str, str]] = Counter()
    for area, sex, group, persons in PopulationCell.objects.filter(survey=survey, area__in=streets).values_list(
        "area", "sex", "age_group", "persons"
    ):
        residents[(streets[area], sex, group)] += persons
    names = ("community__frame__stratum__name", "sex", "age_group")
    done = {tuple(row[:3]): row[3] for row in survey.cases.filter(state=State.COMPLETE).order_by().values_list(*names).annotate(n=Count("pk"))}
    total, wanted = sum(residents.values()), figures_of(survey).complete
    return [
        CellLine(
            street, str(Sex(sex).label), str(AgeGroup(group).label), done.get((street, sex, group), 0), wanted * persons / total if total else 0.0
        )
        for (street, sex, group), persons in sorted(residents.items())
    ]


def by_day(survey: Survey) -> list[tuple[date, int]]:
    """Interviews completed by day."""
    done = survey.cases.filter(completed_at__isnull=False).order_by().annotate(day=TruncDate("completed_at"))
    return list(done.values_list("day").annotate(n=Count("pk")).order_by("day"))


def by_mode(survey: Survey) -> list[tuple[str, str, int]]:
    """The way in which interviews came in, its name, how many."""
    found = dict(survey.cases.filter(state=State.COMPLETE).order_by().values_list("mode").annotate(n=Count("pk")))
    return [(str(mode.value), str(mode.label), found.get(mode.value, 0)) for mode in Mode]
