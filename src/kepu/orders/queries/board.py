"""The open board: how a community is served, in sums that say nothing about a person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from statistics import median

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from kepu.orders.models import Order, Rating
from kepu.orders.models.orders import OPEN
from kepu.organizations.models import Area

YEAR = datetime.timedelta(days=365)
#: Ratings below which a mean would tell what one person said.
FEWEST = 3


@dataclass(frozen=True)
class Line:
    """A street or community in the last twelve months; days from order to service are None where there is nothing yet, stars
    for fewer than three ratings."""

    area: Area
    ordered: int
    waiting: int
    served: int
    days: float | None
    stars: float | None
    rated: int


def board(district: Area, parent: Area | None = None) -> list[Line]:
    """One line for each street of the district, or for each community of a street. Three queries."""
    areas = list(Area.objects.filter(district=district, parent=parent or district).defer("boundary").order_by("code"))
    since = timezone.now() - YEAR
    orders = Order.objects.filter(district=district, created_at__gte=since).exclude(state=Order.State.SPLIT)
    length = max((len(area.code) for area in areas), default=0)
    counts: dict[str, list[int]] = {area.code: [0, 0, 0] for area in areas}
    rows = orders.order_by().values("area__code").annotate(
        ordered=Count("pk"), waiting=Count("pk", filter=Q(state__in=OPEN)), served=Count("pk", filter=Q(state__in=Order.SERVED))
    )  # fmt: skip
    for row in rows:
        cell = counts.get(row["area__code"][:length])
        if cell is not None:
            for place, number in enumerate((row["ordered"], row["waiting"], row["served"])):
                cell[place] += number
    waits, stars = _waits(orders, length), _stars(district, since, length)
    return [_line(area, counts[area.code], waits.get(area.code, []), stars.get(area.code, (0, 0))) for area in areas]


def _line(area: Area, counts: list[int], waits: list[float], stars: tuple[int, int]) -> Line:
    total, rated = stars
    mean = round(total / rated, 1) if rated >= FEWEST else None
    return Line(area, counts[0], counts[1], counts[2], round(median(waits), 1) if waits else None, mean, rated)


def _waits(orders: QuerySet[Order], length: int) -> dict[str, list[float]]:
    waits: dict[str, list[float]] = {}
    for code, created, began in orders.filter(state__in=Order.SERVED).values_list("area__code", "created_at", "starts_at"):
        if began is not None:
            waits.setdefault(code[:length], []).append(max((began - created).total_seconds() / 86400, 0))
    return waits


def _stars(district: Area, since: datetime.datetime, length: int) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    rows = Rating.objects.filter(order__district=district, created_at__gte=since).order_by().values("order__area__code")
    for row in rows.annotate(average=Avg("stars"), number=Count("pk")):
        code = row["order__area__code"][:length]
        total, number = found.get(code, (0, 0))
        found[code] = (total + round(row["average"] * row["number"]), number + row["number"])
    return found


def words_of(area: Area, limit: int = 10) -> list[Rating]:
    """What people said who were served here, as far as it was let through; without their names."""
    shown = Rating.objects.filter(order__area__code__startswith=area.code, moderation=Rating.Moderation.SHOWN).exclude(words="")
    return list(shown.select_related("order__topic", "order__offer", "team")[:limit])
