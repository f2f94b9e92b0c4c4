"""Seeded districts for the dispatcher's benchmark and tests: orders and teams of a week, and published instances.

The ground is 12 km across with places in clusters, as streets and communities lie. ``slots`` makes an instance of the
assignment part: fourteen half-days, one visit each, no travel. ``routes`` makes an instance of the full problem.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from kepu.engines.dispatch import Horizon, Order, PastVisit, Problem, Team, Travel

TOPICS = tuple(f"topic-{k}" for k in range(24))
LANGUAGES = ("", "", "", "", "", "", "dialect", "sign")
MORNING, AFTERNOON, EVENING = (510, 720), (840, 1080), (1140, 1260)
LAT, LON, SPREAD = 29.55, 106.55, 0.055


def district(orders: int, teams: int, *, seed: int = 1, slots: bool = False, even: bool = False) -> Problem:
    """One week of a district; the same arguments give the same problem. ``even``: every visit takes 90 minutes."""
    draw = np.random.default_rng([seed, orders, teams])
    centres = np.column_stack([draw.uniform(LAT - SPREAD, LAT + SPREAD, 40), draw.uniform(LON - SPREAD, LON + SPREAD, 40)])

    def place() -> tuple[float, float]:
        lat, lon = centres[draw.integers(40)] + draw.normal(0, 0.006, 2)
        return round(float(lat), 5), round(float(lon), 5)

    wishes = [_order(draw, i, place(), teams, slots) for i in range(orders)]
    helpers = [_team(draw, t, place(), slots) for t in range(teams)]
    if even:
        wishes = [replace(wish, duration_minutes=90) for wish in wishes]
        helpers = [replace(helper, weekly_capacity_minutes=round(helper.weekly_capacity_minutes / 90) * 90) for helper in helpers]
    week = Horizon(datetime(2026, 11, 23), days=7)
    if slots:
        return Problem(week, wishes, helpers, travel=None)
    history = [_past(draw, wishes, teams) for _ in range(orders // 10)]
    return Problem(week, wishes, helpers, travel=Travel(), history=history, separation_days=3)


def _order(draw: np.random.Generator, i: int, place: tuple[float, float], teams: int, slots: bool) -> Order:
    days = sorted(draw.choice(7, size=int(draw.integers(1, 5)), replace=False).tolist())
    halves = [(MORNING, AFTERNOON)[int(draw.integers(2))] for _ in days]
    if slots:
        windows = [(day * 1440 + a, day * 1440 + b) for day, (a, b) in zip(days, halves, strict=True)]
    else:
        windows = []
        for day, (a, b) in zip(days, halves, strict=True):
            start = a + 30 * int(draw.integers(0, 3))
            windows.append((day * 1440 + start, day * 1440 + min(b, start + 30 * int(draw.integers(4, 8)))))
    return Order(
        id=i,
        lat=place[0],
        lon=place[1],
        duration_minutes=int(draw.choice([45, 60, 60, 90, 90, 120])),
        windows=windows,
        topic=TOPICS[int(draw.integers(len(TOPICS)))],
        language=LANGUAGES[int(draw.integers(len(LANGUAGES)))],
        priority=int(draw.choice([1, 1, 1, 2, 3])),
        people_expected=int(draw.integers(5, 120)),
        liked_teams=frozenset({int(draw.integers(teams))}) if draw.random() < 0.3 else frozenset(),
        place=f"community-{int(draw.integers(400))}",
    )


def _team(draw: np.random.Generator, t: int, place: tuple[float, float], slots: bool) -> Team:
    halves = [(day, half) for day in range(7) for half in (MORNING, AFTERNOON)]
    kept = halves if slots else [halves[k] for k in sorted(draw.choice(14, size=int(draw.integers(4, 9)), replace=False).tolist())]
    return Team(
        id=t,
        lat=place[0],
        lon=place[1],
        skills=frozenset(TOPICS[k] for k in draw.choice(len(TOPICS), size=int(draw.integers(4, 9)), replace=False)),
        windows=[(day * 1440 + a, day * 1440 + b) for day, (a, b) in kept],
        weekly_capacity_minutes=int(draw.choice([360, 480, 600, 720, 960])),
        languages=frozenset(language for language in ("dialect", "sign") if draw.random() < 0.4),
        max_distance_km=float(draw.choice([8, 12, 20])),
        max_visits_per_window=1 if slots else 8,
    )


def _past(draw: np.random.Generator, wishes: list[Order], teams: int) -> PastVisit:
    wish = wishes[int(draw.integers(len(wishes)))]
    return PastVisit(int(draw.integers(teams)), wish.place_key, wish.topic, -1440 * int(draw.integers(1, 3)) + 600)
