"""Refuse what cannot be planned, naming the order or team at fault."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields
from itertools import pairwise

import numpy as np

from .errors import (
    BadCoordinates,
    BadDuration,
    BadMatrix,
    BadQuantity,
    BadWindow,
    DuplicateId,
    UnknownReference,
    UnknownTopic,
    WindowsPast,
)
from .model import Id, Order, Problem, Team, Travel
from .settings import Settings


def validate(problem: Problem, settings: Settings) -> None:
    """Raise the first `DispatchError` that holds; locked assignments are judged when the trips are cut."""
    _quantity("horizon", "days", problem.horizon.days, least=1)
    _quantity("problem", "separation_days", problem.separation_days, least=0)
    _settings(settings)
    _unique("order", (order.id for order in problem.orders))
    _unique("team", (team.id for team in problem.teams))
    for order in problem.orders:
        _order(order, problem)
    for team in problem.teams:
        _team(team, problem)
    _references(problem)
    if problem.travel is not None:
        _travel(problem.travel, len(problem.orders) + len(problem.teams))


def _order(order: Order, problem: Problem) -> None:
    subject = f"order {order.id}"
    _coordinates(subject, order.lat, order.lon)
    if not _whole(order.duration_minutes) or not 0 < order.duration_minutes <= problem.horizon.minutes:
        raise BadDuration(subject, f"the visit lasts {order.duration_minutes} minutes; give whole minutes, more than 0 and within the horizon")
    if not order.windows:
        raise BadWindow(subject, "it names no time at all; give at least one window")
    _windows(subject, order.windows)
    if all(end <= 0 for _, end in order.windows):
        raise WindowsPast(subject, "all its windows end before the horizon begins; ask for new times or leave it out")
    _quantity(subject, "priority", order.priority, least=1)
    _quantity(subject, "people_expected", order.people_expected, least=0)
    if order.due is not None and not _whole(order.due):
        raise BadQuantity(subject, f"due is {order.due}; give whole minutes from the start of the horizon")
    if problem.topics is not None and order.topic not in problem.topics:
        raise UnknownTopic(subject, f"the topic {order.topic!r} is not in the list of topics")


def _team(team: Team, problem: Problem) -> None:
    subject = f"team {team.id}"
    _coordinates(subject, team.lat, team.lon)
    _windows(subject, team.windows)
    ordered = sorted(team.windows)
    for (_, end), (start, _) in pairwise(ordered):
        if start < end:
            raise BadWindow(subject, f"its calendar overlaps itself at minute {start}; join or part the windows")
    _quantity(subject, "weekly_capacity_minutes", team.weekly_capacity_minutes, least=0)
    _quantity(subject, "max_visits_per_window", team.max_visits_per_window, least=0)
    if math.isnan(team.max_distance_km) or team.max_distance_km < 0:
        raise BadQuantity(subject, f"max_distance_km is {team.max_distance_km}; give 0 or more")
    if problem.topics is not None and (unknown := sorted(team.skills - problem.topics)):
        raise UnknownTopic(subject, f"the skills {', '.join(unknown)} are not in the list of topics")


def _references(problem: Problem) -> None:
    orders = {order.id for order in problem.orders}
    teams = {team.id for team in problem.teams}
    for order in problem.orders:
        for team in order.liked_teams:
            _known(f"order {order.id}", "liked team", team, teams)
    for lock in problem.locked:
        _known("locked", "order", lock.order, orders)
        _known("locked", "team", lock.team, teams)
        if not _whole(lock.start):
            raise BadWindow(f"locked order {lock.order}", f"it starts at {lock.start}; give whole minutes")
    for visit in problem.history:
        _known("history", "team", visit.team, teams)
    _unique("locked order", (lock.order for lock in problem.locked))


def _travel(travel: Travel, size: int) -> None:
    if not (math.isfinite(travel.speed_kmh) and travel.speed_kmh > 0 and math.isfinite(travel.factor) and travel.factor > 0):
        raise BadQuantity("travel", f"speed {travel.speed_kmh} km/h and factor {travel.factor} must be above 0")
    if travel.minutes is not None:
        check_matrix(np.asarray(travel.minutes), size)


def check_matrix(matrix: np.ndarray, size: int) -> None:
    """Raise `BadMatrix` unless the matrix is square of this size with finite entries of 0 or more."""
    if matrix.shape != (size, size):
        raise BadMatrix("travel", f"the matrix has shape {matrix.shape}; it must be ({size}, {size})")
    if not np.issubdtype(matrix.dtype, np.number) or not np.all(np.isfinite(matrix)) or (matrix.size and matrix.min() < 0):
        raise BadMatrix("travel", "the matrix holds entries that are negative or no numbers")


def _settings(settings: Settings) -> None:
    for item in fields(settings.weights):
        _quantity("weights", item.name, getattr(settings.weights, item.name), least=0)
    _quantity("settings", "time_limit", settings.time_limit, least=0)
    _quantity("settings", "threads", settings.threads, least=1)
    _quantity("settings", "gap", settings.gap, least=0)
    _quantity("settings", "seed", settings.seed, least=0)


def _coordinates(subject: str, lat: float, lon: float) -> None:
    if not (isinstance(lat, int | float) and isinstance(lon, int | float) and -90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadCoordinates(subject, f"latitude {lat}, longitude {lon} is no place on the globe")


def _windows(subject: str, windows: Iterable[tuple[int, int]]) -> None:
    for start, end in windows:
        if not (_whole(start) and _whole(end)):
            raise BadWindow(subject, f"the window {start} to {end} is not in whole minutes")
        if start >= end:
            raise BadWindow(subject, f"the window {start} to {end} is {'empty' if start == end else 'reversed'}")


def _quantity(subject: str, name: str, value: float, *, least: float) -> None:
    if not isinstance(value, int | float) or not math.isfinite(value) or value < least:
        raise BadQuantity(subject, f"{name} is {value}; give a number of at least {least}")


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _unique(kind: str, ids: Iterable[Id]) -> None:
    seen: set[Id] = set()
    for key in ids:
        if key in seen:
            raise DuplicateId(f"{kind} {key}", "this id occurs twice")
        seen.add(key)


def _known(subject: str, what: str, key: Id, known: set[Id]) -> None:
    if key not in known:
        raise UnknownReference(subject, f"the {what} {key!r} does not exist")
