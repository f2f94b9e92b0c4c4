"""Small problems, drawn and by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from hypothesis import strategies as st

from kepu.engines.dispatch import Horizon, Order, PastVisit, Problem, Settings, Team, Travel

WEEK = Horizon(datetime(2026, 11, 23), days=7)
QUICK = Settings(iterations=3, time_limit=60)
LAT, LON = 29.55, 106.55


def order(key: int | str, **changes: Any) -> Order:
    """A one-hour wish on Monday between nine and twelve, at the base of the teams."""
    given: dict[str, Any] = {"lat": LAT, "lon": LON, "duration_minutes": 60, "windows": [(540, 720)], "topic": "health"} | changes
    return Order(key, **given)


def team(key: int | str, **changes: Any) -> Team:
    """A team free on Monday between nine and twelve with five hours a week."""
    given: dict[str, Any] = {
        "lat": LAT,
        "lon": LON,
        "skills": frozenset({"health"}),
        "windows": [(540, 720)],
        "weekly_capacity_minutes": 300,
    } | changes
    return Team(key, **given)


def problem(orders: list[Order], teams: list[Team], **changes: Any) -> Problem:
    return Problem(WEEK, orders, teams, **changes)


@st.composite
def problems(draw: st.DrawFn, orders: int = 12, teams: int = 4, matrix: bool = True) -> Problem:
    """Crowded little weeks of three days: narrow windows, scarce capacity, past visits, shared places."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = draw(st.integers(0, orders)), draw(st.integers(0, teams))
    wishes = [_order(random, i, m) for i in range(n)]
    helpers = [_team(random, t) for t in range(m)]
    history = [PastVisit(int(random.integers(m)), f"p{random.integers(3)}", "ab"[random.integers(2)], -700) for _ in range(2)] if m else []
    kind = draw(st.sampled_from(["globe", "none", "matrix"] if matrix else ["globe", "none"]))
    travel = {"globe": Travel(), "none": None, "matrix": Travel(minutes=random.integers(0, 50, (n + m, n + m)))}[kind]
    return Problem(Horizon(WEEK.start, days=3), wishes, helpers, travel=travel, history=history, separation_days=draw(st.integers(0, 3)))


def _order(random: np.random.Generator, i: int, teams: int) -> Order:
    windows = []
    for day in random.choice(3, size=random.integers(1, 3), replace=False):
        start = int(day) * 1440 + 480 + 30 * int(random.integers(0, 10))
        windows.append((start, start + 30 * int(random.integers(1, 7))))
    return Order(
        i,
        LAT + random.uniform(-0.04, 0.04),
        LON + random.uniform(-0.04, 0.04),
        int(random.choice([20, 45, 60, 90])),
        windows,
        "ab"[random.integers(2)],
        language=["", "", "sign"][random.integers(3)],
        priority=int(random.integers(1, 4)),
        people_expected=int(random.integers(0, 150)),
        due=None if random.random() < 0.7 else int(random.integers(0, 4320)),
        liked_teams=frozenset({int(random.integers(teams))}) if teams and random.random() < 0.3 else frozenset(),
        place=f"p{random.integers(3)}",
    )


def _team(random: np.random.Generator, t: int) -> Team:
    days = sorted(random.choice(3, size=random.integers(1, 4), replace=False).tolist())
    return Team(
        t,
        LAT + random.uniform(-0.03, 0.03),
        LON + random.uniform(-0.03, 0.03),
        frozenset("ab"[: random.integers(1, 3)]),
        [(day * 1440 + 480, day * 1440 + 480 + int(random.choice([90, 180, 300]))) for day in days],
        int(random.choice([60, 120, 200, 400])),
        languages=frozenset({"sign"}) if random.random() < 0.5 else frozenset(),
        max_distance_km=float(random.choice([4, 8, 30])),
        max_visits_per_window=int(random.choice([1, 2, 8])),
    )
