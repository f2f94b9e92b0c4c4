"""What goes in: orders, teams, travel, and what already stands.

All times are whole minutes from the start of the horizon (`Horizon.minute_of` converts), distances are
kilometres, coordinates are degrees. Ids are text or whole numbers and come back unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Id = str | int
DAY = 1440


class Window(NamedTuple):
    """A stretch of time in which something may take place, start and end in minutes."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days that are planned, from a midnight on.

    >>> week = Horizon(datetime(2026, 11, 23), days=7)
    >>> week.minute_of(datetime(2026, 11, 24, 9, 30)), week.time_of(2010)
    (2010, datetime.datetime(2026, 11, 24, 9, 30))
    """

    start: datetime
    days: int = 7

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.days * DAY

    def minute_of(self, moment: datetime) -> int:
        """Minutes from the start to a moment, negative before it."""
        return int((moment - self.start) / timedelta(minutes=1))

    def time_of(self, minute: int) -> datetime:
        """The moment at a minute."""
        return self.start + timedelta(minutes=minute)


@dataclass(frozen=True, slots=True)
class Order:
    """One wish for a visit. A visit fits when it begins and ends inside one of ``windows`` and by ``due``.

    ``place`` names the place for separations (two orders at one address); without it the coordinates do.
    ``audience`` and ``language`` may be empty; then every team will do.
    """

    id: Id
    lat: float
    lon: float
    duration_minutes: int
    windows: Sequence[tuple[int, int]]
    topic: str
    language: str = ""
    audience: str = ""
    priority: int = 1
    people_expected: int = 0
    due: int | None = None
    liked_teams: frozenset[Id] = frozenset()
    place: str = ""

    @property
    def place_key(self) -> str:
        """What makes two orders be at one place."""
        return self.place or f"{self.lat:.5f},{self.lon:.5f}"


@dataclass(frozen=True, slots=True)
class Team:
    """One team. ``windows`` is its calendar; each is one trip that begins and ends at its base.

    ``weekly_capacity_minutes`` counts minutes of service within each seven days of the horizon, without travel; a window
    counts in the week in which it begins.
    ``audiences`` empty means any. ``max_visits_per_window`` of 1 makes each window a single slot.
    """

    id: Id
    lat: float
    lon: float
    skills: frozenset[str]
    windows: Sequence[tuple[int, int]]
    weekly_capacity_minutes: int
    languages: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    max_distance_km: float = float("inf")
    max_visits_per_window: int = 12


@dataclass(frozen=True, slots=True)
class Assignment:
    """One order given to one team at one minute."""

    order: Id
    team: Id
    start: int


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit before the horizon, which counts for separations; ``minute`` is negative."""

    team: Id
    place: str
    topic: str
    minute: int


Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Travel:
    """How long the way from place to place takes.

    By default the great circle times ``factor`` at ``speed_kmh``, rounded up to minutes. Or ``minutes``, a matrix of
    shape (orders + teams, orders + teams) in the order in which both stand in the problem. Or ``routing``, a
    function that gets the unique places, shape (p, 2) as latitude and longitude, and returns minutes of shape (p, p).
    """

    speed_kmh: float = 20.0
    factor: float = 1.4
    minutes: NDArray[Any] | None = None
    routing: Callable[[Places], NDArray[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that is to be planned together.

    ``travel=None`` leaves travel out: who serves what in which window, within capacity. ``topics`` given, a topic
    outside it is an error. ``locked`` assignments stay as they are. ``separation_days``: no team twice at one place
    on one topic within so many days; a calendar window that spans a midnight counts with all its days.
    """

    horizon: Horizon
    orders: Sequence[Order]
    teams: Sequence[Team]
    travel: Travel | None = field(default_factory=Travel)
    locked: Sequence[Assignment] = ()
    history: Sequence[PastVisit] = ()
    separation_days: int = 0
    topics: frozenset[str] | None = None
