"""Seeded districts for the dispatcher's benchmark and tests: orders and teams of a week, and published instances.

The ground is 12 km across with places in clusters, as streets and communities lie. Five kinds:

- ``slots``: the assignment part; fourteen half-days, one visit of 90 minutes each, capacity in minutes, no travel.
- ``mixed``: the same with visits of 45 to 120 minutes, which is a generalised assignment problem.
- ``week``: the full problem; four to eight half-days a team, travel, several windows an order, separations, history.
- ``day``: what plain vehicle routing can express; one day, one window an order, any team, no capacity.
- ``file``: a Solomon or Homberger file (.txt, or .vrp of VRPLIB) as such a day; its loads are left out, its fleet is the teams.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from kepu.engines.dispatch import Horizon, Order, PastVisit, Problem, Team, Travel, Weights

TOPICS = tuple(f"topic-{k}" for k in range(24))
LANGUAGES = ("", "", "", "", "", "", "dialect", "sign")
MORNING, AFTERNOON, EVENING = (510, 720), (840, 1080), (1140, 1260)
LAT, LON, SPREAD = 29.55, 106.55, 0.055


def district(orders: int, teams: int, *, seed: int = 1, slots: bool = False, even: bool = False, area: float = 1.0) -> Problem:
    """One week of a district; the same arguments give the same problem. ``even``: every visit takes 90 minutes. ``area``: times as large."""
    draw = np.random.default_rng([seed, orders, teams])
    spread, clusters = SPREAD * area**0.5, round(40 * area)
    centres = np.column_stack([draw.uniform(LAT - spread, LAT + spread, clusters), draw.uniform(LON - spread, LON + spread, clusters)])

    def place() -> tuple[float, float]:
        lat, lon = centres[draw.integers(clusters)] + draw.normal(0, 0.006, 2)
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


def case(kind: str, orders: int, teams: int, path: Path | None = None) -> tuple[Problem, Weights]:
    """A problem of a kind and the weights that go with it."""
    plain = Weights(liked=0.0, nearness=0.0, fairness=0.0)
    if kind == "file":
        assert path is not None
        # So that an order is worth more than any way to it: these sets ask for all to be served, and then for short ways.
        return published(path), replace(plain, travel=0.02)
    if kind == "day":
        return day(orders, teams), plain
    return district(orders, teams, slots=kind != "week", even=kind == "slots"), Weights()


def day(orders: int, teams: int, seed: int = 1) -> Problem:
    """One day of plain routing: every team can serve every order within one window."""
    week = district(orders, teams, seed=seed)
    draw = np.random.default_rng([seed, orders, teams, 1])
    wishes = []
    for order in week.orders:
        start = 480 + 30 * int(draw.integers(0, 16))
        window = (start, start + 30 * int(draw.integers(5, 9)))
        wishes.append(replace(order, windows=[window], topic="any", language="", liked_teams=frozenset(), people_expected=0))
    shift = [(480, 1080)]
    helpers = [
        replace(team, skills=frozenset({"any"}), windows=shift, weekly_capacity_minutes=600, max_distance_km=float("inf"), max_visits_per_window=16)
        for team in week.teams
    ]
    return Problem(Horizon(week.horizon.start, days=1), wishes, helpers)


def published(path: Path) -> Problem:
    """A Solomon or Homberger file as such a day: a tenth of its unit of time is a minute, the fleet of the file are the teams."""
    fleet, places, begins, ends, service = _vrplib(path) if path.suffix == ".vrp" else _solomon(path)
    xy = np.vstack([places[1:], np.repeat(places[:1], fleet, axis=0)])
    minutes = np.ceil(10 * np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) - 1e-9)
    end = int(10 * ends[0])
    orders = [
        Order(k, 29.5, 106.5, max(1, int(10 * service[k])), [(int(10 * begins[k]), int(10 * (ends[k] + service[k])))], "any", place=str(k))
        for k in range(1, len(places))
    ]
    teams = [Team(k, 29.5, 106.5, frozenset({"any"}), [(0, end)], end, max_visits_per_window=len(orders)) for k in range(fleet)]
    return Problem(Horizon(datetime(2026, 11, 23), days=-(-end // 1440)), orders, teams, travel=Travel(minutes=minutes))


Published = tuple[int, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Vehicles, places (n, 2) with the depot first, earliest and latest starts (n,), service times (n,)."""


def _solomon(path: Path) -> Published:
    rows = [line.split() for line in path.read_text("utf-8").splitlines()]
    fleet = int(next(row for row in rows if len(row) == 2 and all(part.isdigit() for part in row))[0])
    table = np.array([[float(part) for part in row] for row in rows if len(row) == 7 and row[0].isdigit()])
    return fleet, table[:, 1:3], table[:, 4], table[:, 5], table[:, 6]


def _vrplib(path: Path) -> Published:
    from vrplib import read_instance

    read = read_instance(path, compute_edge_weights=False)
    windows = np.asarray(read["time_window"], float)
    service = np.broadcast_to(np.asarray(read["service_time"], float), len(windows))
    return int(read["vehicles"]), np.asarray(read["node_coord"], float), windows[:, 0], windows[:, 1], service


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
