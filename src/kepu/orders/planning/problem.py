"""A week of orders and teams as the engine takes it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kepu.engines import dispatch
from kepu.orders.models import Order, Rating
from kepu.orders.queries.settings import settings_of
from kepu.organizations.geography import point_of
from kepu.organizations.models import Area
from kepu.volunteers.models import Language
from kepu.volunteers.queries import TeamForDispatch, teams_for_dispatch
from kepu.volunteers.queries.windows import less

from .travel import travel_between

State = Order.State
TO_PLAN = (State.DISPATCHED, State.CLAIMED, State.ACCEPTED)
Span = tuple[datetime.datetime, datetime.datetime]
VISIT = "orders.ordervisit"
EVENING = (datetime.time(18, 30), datetime.time(20, 30))
LIKED_STARS = 4
# Nobody is sent out at shorter notice, and visits begin on the quarter hour at the earliest.
NOTICE = datetime.timedelta(hours=2)
QUARTER = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Scenario:
    """What if: so many more teams (for every topic, from the centre), evenings on these weekdays, so much more time or reach in per cent;
    `movable` lets visits move that people were told."""

    extra_teams: int = 0
    evenings: tuple[int, ...] = ()
    capacity_percent: int = 100
    distance_percent: int = 100
    movable: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Scenario:
        """From what was stored."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        return cls(**known | ({"evenings": tuple(known["evenings"])} if "evenings" in known else {}))


@dataclass(frozen=True)
class Week:
    """The engine's problem, the orders and teams behind its ids, the visits that people were told, and what was left out and why."""

    problem: dispatch.Problem
    orders: dict[int, Order]
    teams: dict[int, TeamForDispatch]
    told: tuple[dispatch.Assignment, ...]
    fixed: tuple[Order, ...]
    left_out: dict[int, str] = field(default_factory=dict)

    def time(self, minute: int) -> datetime.datetime:
        """The moment at a minute of the horizon."""
        return self.problem.horizon.time_of(minute)

    def with_visit(self, order: int, team: int, starts_at: datetime.datetime) -> Week:
        """The same week after a visit was told."""
        visit = dispatch.Assignment(order, team, self.problem.horizon.minute_of(starts_at))
        return replace(self, told=(*(one for one in self.told if one.order != order), visit))


def week_of(district: Area, monday: datetime.date, scenario: Scenario | None = None) -> Week:
    """The week from `monday`, as far as it lies ahead: what waits and can be planned, around the visits that stand already."""
    scenario = scenario or Scenario()
    start = datetime.datetime.combine(monday, datetime.time(), tzinfo=timezone.get_current_timezone())
    horizon, now = dispatch.Horizon(start), first_moment()
    end = start + datetime.timedelta(days=horizon.days)
    orders = list(_orders(district, start, end))
    teams = {team.id: team for team in teams_for_dispatch(district, monday, monday + datetime.timedelta(days=6)) if team.base is not None}
    busy = {team.id: [(one.starts_at, one.ends_at) for one in team.busy if one.source_type != VISIT] for team in teams.values()}
    wanted, told, fixed, left_out = _sorted_out(orders, horizon, now, end, teams)
    problem = _problem(district, horizon, wanted, teams, busy, now, scenario)
    kept: list[dispatch.Assignment] = []
    for visit in told:
        if dispatch.check(problem, [visit]).feasible:
            kept.append(visit)
        else:
            fixed.append(wanted.pop(int(visit.order)))
    for order in fixed:  # people agreed on it, so it stands as it is, and the team's time is taken
        if order.team_id in busy and order.starts_at and order.ends_at:
            busy[order.team_id].append((order.starts_at, order.ends_at))
    if fixed:
        problem = _problem(district, horizon, wanted, teams, busy, now, scenario)
    return Week(problem, wanted, teams, tuple(visit for visit in kept if visit.order in wanted), tuple(fixed), left_out)


def first_moment() -> datetime.datetime:
    """From when on something can still be planned."""
    soon = timezone.localtime() + NOTICE
    midnight = soon.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(soon - midnight) // QUARTER) * QUARTER


def _orders(district: Area, start: datetime.datetime, end: datetime.datetime) -> Iterable[Order]:
    waiting = Q(state__in=TO_PLAN, windows__starts_at__lt=end, windows__ends_at__gt=start)
    standing = Q(state__in=(State.SCHEDULED, State.CHECKED_IN), starts_at__lt=end, ends_at__gt=start)
    found = Order.objects.filter(waiting | standing, district=district).distinct()
    related = found.select_related("area__parent__parent", "topic", "offer", "unit", "team").prefetch_related("windows")
    return related.defer("area__boundary", "area__parent__boundary", "area__parent__parent__boundary").order_by("pk")


def _sorted_out(
    orders: list[Order], horizon: dispatch.Horizon, now: datetime.datetime, end: datetime.datetime, teams: dict[int, TeamForDispatch]
) -> tuple[dict[int, Order], list[dispatch.Assignment], list[Order], dict[int, str]]:
    wanted: dict[int, Order] = {}
    told: list[dispatch.Assignment] = []
    fixed: list[Order] = []
    left_out: dict[int, str] = {}
    for order in orders:
        standing = order.state not in TO_PLAN
        problem = "no_topic" if order.topic_id is None else "no_place" if place_of(order) is None else ""
        if problem or (not standing and not spans_ahead(order, now, horizon.start, end)):
            if standing:
                fixed.append(order)
            else:
                left_out[order.pk] = problem or "no_window"
        elif standing and (order.state == State.CHECKED_IN or order.starts_at is None or order.starts_at <= now or order.team_id not in teams):
            fixed.append(order)
        elif standing and order.starts_at is not None:
            wanted[order.pk] = order
            told.append(dispatch.Assignment(order.pk, int(order.team_id or 0), horizon.minute_of(order.starts_at)))
        else:
            wanted[order.pk] = order
    return wanted, told, fixed, left_out


def place_of(order: Order) -> tuple[float, float] | None:
    """The pin, else the middle of the area."""
    if order.latitude is not None and order.longitude is not None:
        return order.latitude, order.longitude
    return point_of(order.area)


def spans_ahead(order: Order, now: datetime.datetime, start: datetime.datetime, end: datetime.datetime) -> list[Span]:
    """The parts of the order's times that lie ahead, within the week and long enough for the visit."""
    length = datetime.timedelta(minutes=order.minutes)
    spans = [(max(window.starts_at, now, start), min(window.ends_at, end)) for window in order.windows.all()]
    if order.state == State.SCHEDULED and order.starts_at and order.ends_at:
        spans.append((order.starts_at, order.ends_at))  # a time agreed by telephone suits too
    return sorted(span for span in set(spans) if span[1] - span[0] >= length)


def topic_of(order: Order) -> str:
    """The topic, narrowed to the department that claimed the order, or to the team that accepted it."""
    code = order.topic.code if order.topic else ""
    if order.state == State.ACCEPTED:
        return f"{code}#{order.team_id}"
    return f"{code}@{order.unit_id}" if order.state == State.CLAIMED or (order.state == State.DISPATCHED and order.unit_id) else code


def _skills(team: TeamForDispatch) -> frozenset[str]:
    return frozenset(name for code in team.skills for name in (code, f"{code}@{team.unit_id}", f"{code}#{team.id}"))


def _minutes(horizon: dispatch.Horizon, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Whole minutes inside the spans."""
    found = []
    for begin, end in spans:
        first, last = -(-int((begin - horizon.start).total_seconds()) // 60), int((end - horizon.start).total_seconds()) // 60
        if last > first:
            found.append((first, last))
    return found


def _problem(
    district: Area,
    horizon: dispatch.Horizon,
    wanted: dict[int, Order],
    teams: dict[int, TeamForDispatch],
    busy: dict[int, list[Span]],
    now: datetime.datetime,
    scenario: Scenario,
) -> dispatch.Problem:
    end, days = horizon.start + datetime.timedelta(days=horizon.days), settings_of(district).separation_days
    liked = _liked(wanted.values())
    made = [_order(order, horizon, spans_ahead(order, now, horizon.start, end), liked, teams) for order in wanted.values()]
    crews = [_team(team, horizon, busy[team.id], now, scenario) for team in teams.values()]
    crews += _extra(district, horizon, now, scenario, teams)
    travel = travel_between(len(made) + len(crews))
    return dispatch.Problem(horizon, made, crews, travel, history=_history(district, horizon, teams, days), separation_days=days)


def _order(
    order: Order, horizon: dispatch.Horizon, spans: list[Span], liked: dict[int, set[int]], teams: dict[int, TeamForDispatch]
) -> dispatch.Order:
    place = place_of(order)
    assert place is not None
    windows = _minutes(horizon, spans)
    return dispatch.Order(
        id=order.pk,
        lat=place[0],
        lon=place[1],
        duration_minutes=order.minutes,
        windows=windows,
        topic=topic_of(order),
        language=order.language,
        priority=order.priority,
        people_expected=order.people_expected,
        liked_teams=frozenset(team for team in liked.get(order.area_id, ()) if team in teams),
        place=place_name(order),
    )


def place_name(order: Order) -> str:
    """What two orders at one place have in common."""
    return f"{order.area_id}:{order.place}"


def _team(team: TeamForDispatch, horizon: dispatch.Horizon, busy: list[Span], now: datetime.datetime, scenario: Scenario) -> dispatch.Team:
    assert team.base is not None
    days = [horizon.start.date() + datetime.timedelta(days=day) for day in range(horizon.days)]
    evenings = [
        tuple(datetime.datetime.combine(day, moment, tzinfo=horizon.start.tzinfo) for moment in EVENING)
        for day in days
        if day.weekday() in scenario.evenings
    ]
    held = sum(int((until - begin).total_seconds()) // 60 for begin, until in busy)
    free = less([*team.windows, *[(begin, until) for begin, until in evenings]], [*busy, (horizon.start, max(now, horizon.start))])
    return dispatch.Team(
        id=team.id,
        lat=team.base[0],
        lon=team.base[1],
        skills=_skills(team),
        windows=_minutes(horizon, free),
        weekly_capacity_minutes=max(0, team.weekly_minutes * scenario.capacity_percent // 100 - held),
        # Everybody here can hold a service in the common language.
        languages=team.languages | {Language.MANDARIN.value},
        max_distance_km=team.max_distance_km * scenario.distance_percent / 100,
    )


def _extra(
    district: Area, horizon: dispatch.Horizon, now: datetime.datetime, scenario: Scenario, teams: dict[int, TeamForDispatch]
) -> list[dispatch.Team]:
    """Teams that do not exist: every topic and language, weekdays and Saturday, from the middle of all teams."""
    if not scenario.extra_teams or not teams:
        return []
    bases = [team.base for team in teams.values() if team.base]
    centre = (sum(base[0] for base in bases) / len(bases), sum(base[1] for base in bases) / len(bases))
    days = [horizon.start + datetime.timedelta(days=day) for day in range(6)]
    free = [(max(day + datetime.timedelta(hours=9), now), day + datetime.timedelta(hours=17)) for day in days]
    usual = dispatch.Team(
        id=0, lat=centre[0], lon=centre[1], skills=frozenset(code for team in teams.values() for code in team.skills),
        windows=_minutes(horizon, free), weekly_capacity_minutes=600, languages=frozenset(code for team in teams.values() for code in team.languages),
    )  # fmt: skip
    return [replace(usual, id=-number) for number in range(1, scenario.extra_teams + 1)]


def _liked(orders: Iterable[Order]) -> dict[int, set[int]]:
    """Area -> teams that were given four stars or more there. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    areas = {order.area_id for order in orders}
    rows = Rating.objects.filter(order__area__in=areas, stars__gte=LIKED_STARS).values_list("order__area", "team").distinct()
    for area, team in rows:
        found[area].add(team)
    return found


def _history(district: Area, horizon: dispatch.Horizon, teams: dict[int, TeamForDispatch], days: int) -> list[dispatch.PastVisit]:
    """Visits of the weeks before, which keep a team from coming to one place for one topic again too soon. One query."""
    since = horizon.start - datetime.timedelta(days=days)
    past = Order.objects.filter(district=district, team__in=list(teams), starts_at__gte=since, starts_at__lt=horizon.start, topic__isnull=False)
    visits = []
    for order in past.filter(state__in=Order.VISIT_KNOWN).select_related("topic"):
        code, minute = order.topic.code if order.topic else "", horizon.minute_of(order.starts_at or since)
        for topic in (code, f"{code}@{teams[order.team_id or 0].unit_id}", f"{code}#{order.team_id}"):
            visits.append(dispatch.PastVisit(order.team_id or 0, place_name(order), topic, minute))
    return visits
