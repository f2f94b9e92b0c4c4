"""A week as the dispatcher sees it: who goes where when, what has no place yet, and whether a move would hold."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone

from kepu.engines import dispatch
from kepu.orders.models import Order
from kepu.orders.planning import Week, rule_text
from kepu.orders.planning.problem import TO_PLAN, place_of
from kepu.organizations.actors import Actor
from kepu.volunteers.models import Team
from kepu.volunteers.queries import teams

from .orders import visible_orders

STEP = 15  # minutes between two starts that are tried


@dataclass(frozen=True)
class Row:
    """A team and its visits, day by day."""

    team: Team
    days: list[list[Order]]
    minutes: int


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def calendar(actor: Actor, monday: datetime.date) -> list[Row]:
    """One row for each active team with the visits of the week that the actor may see. Three queries."""
    start = datetime.datetime.combine(monday, datetime.time(), tzinfo=timezone.get_current_timezone())
    end = start + datetime.timedelta(days=7)
    visits = visible_orders(actor).filter(state__in=Order.VISIT_KNOWN, starts_at__gte=start, starts_at__lt=end).order_by("starts_at")
    by_team: dict[int, list[list[Order]]] = {}
    for order in visits:
        day = (timezone.localtime(order.starts_at).date() - monday).days
        by_team.setdefault(order.team_id or 0, [[] for _day in range(7)])[day].append(order)
    rows = []
    for team in teams(actor).order_by("unit", "pk"):
        days = by_team.get(team.pk, [[] for _day in range(7)])
        rows.append(Row(team, days, sum(order.minutes for day in days for order in day)))
    return rows


def unplanned(actor: Actor) -> list[Order]:
    """Orders that wait for a team or a time, the most urgent first."""
    return list(visible_orders(actor).filter(state__in=TO_PLAN).prefetch_related("windows").order_by("-priority", "due_at")[:200])


@dataclass(frozen=True)
class Answer:
    """Whether a visit can be moved there: when it would begin, what it is worth, and what it would break."""

    feasible: bool
    starts_at: datetime.datetime | None
    points: float
    broken: list[str]


def try_move(week: Week, order: Order, team: Team, *, day: int | None = None, at: datetime.datetime | None = None) -> Answer:
    """Try an exact time, or the best one of a day (0 is Monday), with everything else as it stands in `week`."""
    if order.pk not in week.orders or team.pk not in week.teams:
        reason = week.left_out.get(order.pk, "no_window" if order.pk not in week.orders else "no_time")
        return Answer(False, None, 0.0, [rule_text(reason, 0)])
    week = _opened(week, order)
    starts = [week.problem.horizon.minute_of(at)] if at is not None else _starts(week, order, day or 0)
    moves = [dispatch.explain_move(week.problem, week.told, dispatch.Assignment(order.pk, team.pk, start)) for start in starts]
    if not moves:
        return Answer(False, None, 0.0, [rule_text("no_window", 0)])
    best = min(moves, key=lambda move: (len(move.check.violations), -move.points))
    broken = list(dict.fromkeys(rule_text(str(one.rule), one.amount) for one in best.check.violations))
    return Answer(best.feasible, week.time(best.assignment.start), round(best.points, 1), broken)


def _opened(week: Week, order: Order) -> Week:
    """The dispatcher may give an order to any unit's team, so its topic counts without its department."""
    code = order.topic.code if order.topic else ""
    orders = [replace(one, topic=code) if one.id == order.pk else one for one in week.problem.orders]
    return replace(week, problem=replace(week.problem, orders=orders))


def _starts(week: Week, order: Order, day: int) -> list[int]:
    """Possible starts within the order's times of a day, every quarter of an hour, and where it stands now."""
    wanted = next(one for one in week.problem.orders if one.id == order.pk)
    first, last = day * dispatch.model.DAY, (day + 1) * dispatch.model.DAY
    found = []
    for begin, end in wanted.windows:
        lowest = max(begin, first)
        lowest += -lowest % STEP
        found += list(range(lowest, min(end, last) - wanted.duration_minutes + 1, STEP))
    return sorted(set(found))


def on_map(orders: list[Order]) -> list[dict[str, object]]:
    """Orders as points of the map."""
    points = []
    for order in orders:
        place = place_of(order)
        if place is not None:
            points.append({
                "id": order.pk, "at": place, "title": order.title, "state": order.state, "team": order.team_id, "place": order.area.name,
                "when": timezone.localtime(order.starts_at).strftime("%m-%d %H:%M") if order.starts_at else "",
            })  # fmt: skip
    return points
