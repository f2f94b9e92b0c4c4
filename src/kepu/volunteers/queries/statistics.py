"""Counts for the national statistics and for the overview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.volunteers.honours import STARS
from kepu.volunteers.models import HourEntry, Staff, Team, Volunteer

SENIOR = Q(rank__in=(Staff.Rank.SENIOR, Staff.Rank.MIDDLE)) | Q(education__in=("doctor", "master", "bachelor"))
DAYS_A_MONTH = 22
#: Rows of the staff part of the national form: code, name, condition.
ROWS: tuple[tuple[str, str | Promise, Q], ...] = (
    ("total", _("合计"), Q()),
    ("qualified", _("中级职称及以上或大学本科及以上学历人员"), SENIOR),
    ("women", _("女性"), Q(sex=Volunteer.Sex.FEMALE)),
    ("rural", _("农村科普人员"), Q(is_rural=True)),
    ("managing", _("管理人员"), Q(task=Staff.Task.MANAGING)),
    ("creating", _("科普创作（研发）人员"), Q(task=Staff.Task.CREATING)),
    ("lecturing", _("科普讲解（辅导）人员"), Q(task=Staff.Task.LECTURING)),
)


@dataclass(frozen=True)
class StaffRow:
    """A row of the form."""

    code: str
    name: str | Promise
    full_time: int
    part_time: int


@dataclass(frozen=True)
class StaffFigures:
    """The staff part of the national form (全国科普统计, 科普人员) at the end of a year, with the three heads."""

    year: int
    rows: tuple[StaffRow, ...]
    part_time_months: float
    heads: tuple[tuple[str, int], ...]
    volunteers: int


def visible_staff(actor: Actor) -> QuerySet[Staff]:
    """Staff that the actor may see: the district's, or his unit's."""
    found = Staff.objects.filter(district=actor.district).select_related("unit")
    everywhere = allowed(actor, "volunteers.manage_district") or actor.role in ("leader", "auditor")
    return found if everywhere else found.filter(unit=actor.unit)


def staff_figures(district: Area, year: int, staff: QuerySet[Staff] | None = None) -> StaffFigures:
    """The figures of a year: whoever was at it on its last day, and the volunteers registered by then."""
    last = date(year, 12, 31)
    found = Staff.objects.filter(district=district) if staff is None else staff
    there = found.filter(started_on__lte=last).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=last))
    full, part = Q(employment=Staff.Employment.FULL_TIME), Q(employment=Staff.Employment.PART_TIME)
    counts = {f"{code}_{name}": Count("pk", filter=kind & condition) for code, _name, condition in ROWS for name, kind in (("f", full), ("p", part))}
    heads = {f"head_{head}": Count("pk", filter=Q(head=head)) for head in Staff.Head.values}
    sums = there.order_by().aggregate(**counts, **heads, days=Sum("days", filter=part))
    registered = Volunteer.objects.filter(district=district, applied_at__year__lte=year, state__in=("approved", "active", "suspended"))
    return StaffFigures(
        year=year,
        rows=tuple(StaffRow(code, name, sums[f"{code}_f"], sums[f"{code}_p"]) for code, name, _condition in ROWS),
        part_time_months=round((sums["days"] or 0) / DAYS_A_MONTH, 1),
        heads=tuple((str(label), sums[f"head_{value}"]) for value, label in Staff.Head.choices),
        volunteers=registered.count(),
    )


@dataclass(frozen=True)
class Figures:
    """The district's voluntary service at a glance."""

    teams: int
    people: int
    active: int
    silver: int
    experts: int
    minutes: int
    minutes_this_year: int
    served_this_year: int
    stars: tuple[int, ...]
    months: tuple[tuple[date, int], ...]
    fields: tuple[tuple[str, int], ...]


def figures(district: Area, today: date) -> Figures:
    """Counts in a fixed number of queries; hours by month over the last year."""
    people = Volunteer.objects.filter(district=district, state__in=("approved", "active", "suspended"))
    counted = people.aggregate(
        people=Count("pk"),
        active=Count("pk", filter=Q(state="active")),
        silver=Count("pk", filter=Q(is_silver_age=True)),
        experts=Count("pk", filter=Q(is_expert=True)),
    )
    hours = HourEntry.objects.filter(session__district=district, state="confirmed")
    year = Q(start_at__year=today.year)
    sums = hours.aggregate(
        minutes_this_year=Sum("minutes", filter=year), minutes=Sum("minutes"), served_this_year=Count("volunteer", filter=year, distinct=True)
    )
    sums = {name: value or 0 for name, value in sums.items()}
    since = date(today.year - 1, today.month, 1)
    months = (
        hours.filter(start_at__date__gte=since).annotate(month=TruncMonth("start_at")).order_by("month").values("month").annotate(n=Sum("minutes"))
    )
    fields = people.filter(fields__isnull=False).order_by().values("fields__name").annotate(n=Count("pk", distinct=True)).order_by("-n")
    return Figures(
        teams=Team.objects.filter(district=district, is_active=True).count(),
        **counted,
        **sums,
        stars=_stars(hours),
        months=tuple((row["month"].date(), row["n"]) for row in months),
        fields=tuple((row["fields__name"], row["n"]) for row in fields),
    )


def _stars(hours: QuerySet[HourEntry]) -> tuple[int, ...]:
    """How many people hold one, two … five stars."""
    totals = hours.order_by().values("volunteer").annotate(n=Sum("minutes")).filter(n__gte=STARS[0] * 60).values_list("n", flat=True)
    held = [sum(minutes >= step * 60 for step in STARS) for minutes in totals]
    return tuple(held.count(star) for star in range(1, len(STARS) + 1))
