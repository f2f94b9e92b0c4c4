"""Why an order stays unserved, and what would free it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .arrays import F8, I4, Net, State
from .checking import Facts, qualified
from .compiling import Compiled, start_ranges
from .geography import EARTH_KM
from .kernels.explain import gaps, obstacle
from .model import DAY, Id, Order, Team, Window
from .plan import Binding, Remedy, Unserved

NEAR = 24
MOST = 3
CODES = {1: Binding.TOO_COSTLY, 2: Binding.NO_CAPACITY, 3: Binding.SEPARATION, 4: Binding.NO_ROOM}
LEARNS = {Binding.NO_SKILL: "skill", Binding.NO_LANGUAGE: "language", Binding.NO_AUDIENCE: "audience"}


@dataclass
class Doctor:
    """Looks at the unserved orders of one finished state."""

    compiled: Compiled
    state: State
    wanted: bool = True
    kinds: dict[tuple[str, str, str], list[Binding | None]] = field(default_factory=dict)

    def report(self, remedies: bool = True) -> tuple[Unserved, ...]:
        """Every order that is neither planned nor locked, with its reason and, where asked, remedies."""
        self.wanted = remedies
        facts = self.compiled.facts
        locked = {item.order for item in facts.problem.locked}
        missing = [i for i in np.flatnonzero(self.state.where < 0).tolist() if facts.problem.orders[i].id not in locked]
        return tuple(self._diagnose(i) for i in missing)

    def _diagnose(self, i: int) -> Unserved:
        order = self.facts.problem.orders[i]
        reason, remedies = self._reason(i, order)
        return Unserved(order.id, reason, self.facts.value(order), tuple(remedies)[:MOST])

    def _reason(self, i: int, order: Order) -> tuple[Binding, list[Remedy]]:
        if not start_ranges(order, self.facts.problem.horizon.minutes):
            return self._timeless(i, order)
        near, km = self._nearest(i)
        lacks = self._lacks(order)
        able = [(int(t), float(d)) for t, d in zip(near, km, strict=True) if lacks[t] is None]
        if not able:
            return self._unqualified(i, near, lacks)
        reach = [(t, d) for t, d in able if d <= self.teams[t].max_distance_km + 1e-9]
        if not reach:
            over = sorted((d - self.teams[t].max_distance_km, t) for t, d in able)
            return Binding.TOO_FAR, [Remedy("distance", self.teams[t].id, float(np.ceil(d * 10) / 10)) for d, t in over[:MOST]]
        teams = [t for t, _ in reach[:NEAR]]
        if self.net.by_order[i] == self.net.by_order[i + 1]:
            return self._impossible(i, order, [t for t, _ in reach]), self._other_times(i, teams)
        code, trip, minutes = obstacle(self.net, self.state, i)
        if code == 0:
            return Binding.NOT_FOUND, [Remedy("window", self._team_of(trip), 0, self._span(i, self._gaps(self.net, i, [trip])[0]))]
        remedies = [Remedy("capacity", self._team_of(trip), int(minutes))] if code == 2 else []
        return CODES[code], remedies + self._other_times(i, teams)

    def _timeless(self, i: int, order: Order) -> tuple[Binding, list[Remedy]]:
        """No window leaves room for the visit, whoever comes."""
        horizon = self.facts.problem.horizon.minutes
        times = self._other_times(i, [int(t) for t in self._nearest(i)[0] if self._lacks(order)[t] is None][:NEAR])
        ends = [max(a, 0) + order.duration_minutes for a, b in order.windows if min(b, horizon) - max(a, 0) >= order.duration_minutes]
        if order.due is not None and ends:
            return Binding.PAST_DUE, [Remedy("due", None, min(ends) - order.due), *times]
        outside = all(a >= horizon or b <= 0 for a, b in order.windows)
        return (Binding.OUTSIDE_HORIZON if outside else Binding.NO_TIME), times

    def _unqualified(self, i: int, near: I4, lacks: list[Binding | None]) -> tuple[Binding, list[Remedy]]:
        """The lack that most teams come nearest to: those with the skill before those without."""
        for reason in (Binding.NO_AUDIENCE, Binding.NO_LANGUAGE, Binding.NO_SKILL):
            teams = [int(t) for t in near if lacks[t] is reason]
            if teams:
                return reason, list(self._learners(i, teams, LEARNS[reason]))
        return Binding.NO_SKILL, []

    def _learners(self, i: int, teams: list[int], kind: str) -> Iterator[Remedy]:
        order = self.facts.problem.orders[i]
        for t in teams[:NEAR]:
            if max(self._gaps(self.net, i, self._trips(t)), default=-1) >= 0 and (kind != "skill" or self._speaks(order, self.teams[t])):
                yield Remedy(kind, self.teams[t].id)

    def _speaks(self, order: Order, team: Team) -> bool:
        return not order.language or order.language in team.languages

    def _impossible(self, i: int, order: Order, teams: list[int]) -> Binding:
        """Qualified teams are in reach, yet the order fits on no trip even alone."""
        trips = np.concatenate([np.arange(*self._team_trips[t : t + 2], dtype=np.int32) for t in teams])
        fits = np.asarray(gaps(self._free, self._empty, i, trips)) >= 0
        if not fits.any():
            return Binding.NO_TIME
        own = trips[np.isin(self.net.trip_team[trips], self.net.trip_team[trips[fits]])]
        tight = bool((self.net.bucket_room[self.net.trip_bucket[own]] < order.duration_minutes).all())
        return Binding.NO_CAPACITY if tight or not self.facts.problem.separation_days else Binding.SEPARATION

    def _other_times(self, i: int, teams: list[int]) -> list[Remedy]:
        """Times that the order does not ask for at which a team could come as the plan stands."""
        order, due = self.facts.problem.orders[i], self.facts.problem.orders[i].due
        found: list[Remedy] = []
        trips = [(t, trip) for t in teams for trip in self._trips(t)] if self.wanted else []
        offered: set[int] = set()
        for (t, trip), start in zip(trips, self._gaps(self._any_time, i, [trip for _, trip in trips]), strict=True):
            if len(found) == MOST:
                break
            late = due is not None and start + order.duration_minutes > due
            if t in offered or start < 0 or late or self._kept_apart(i, t, trip):
                continue
            offered.add(t)
            found.append(Remedy("window", self.teams[t].id, 0, self._span(i, start)))
        return found

    def _kept_apart(self, i: int, team: int, trip: int) -> bool:
        """Whether a past or locked visit keeps the team away on the days of a trip."""
        order, days = self.facts.problem.orders[i], self.facts.problem.separation_days
        key = (self.teams[team].id, order.place_key, order.topic)
        past, own = self.facts.history.get(key, []), self._locked_days.get(key, [])
        low, high = self.net.trip_days[trip]
        return any(low - day < days and day - high < days for day in [*past, *own])

    def _gaps(self, net: Net, i: int, trips: Sequence[int]) -> list[int]:
        """Where the order fits on each trip of the finished plan."""
        return [int(start) for start in gaps(net, self.state, i, np.array(trips, np.int32))]

    def _lacks(self, order: Order) -> list[Binding | None]:
        """What each team lacks for such an order."""
        key = (order.topic, order.language, order.audience)
        if key not in self.kinds:
            self.kinds[key] = [qualified(order, team) for team in self.teams]
        return self.kinds[key]

    @property
    def facts(self) -> Facts:
        return self.compiled.facts

    @property
    def net(self) -> Net:
        return self.compiled.net

    @cached_property
    def teams(self) -> list[Team]:
        return list(self.facts.problem.teams)

    @cached_property
    def _locked_days(self) -> dict[tuple[Id, str, str], list[int]]:
        """Days of locked visits by team, place and topic."""
        days: dict[tuple[Id, str, str], list[int]] = defaultdict(list)
        for item in self.facts.problem.locked:
            order = self.facts.order(item.order)
            days[item.team, order.place_key, order.topic].append(item.start // DAY)
        return days

    @cached_property
    def _team_trips(self) -> I4:
        return np.searchsorted(self.net.trip_team, np.arange(len(self.teams) + 1)).astype(np.int32)

    @cached_property
    def _empty(self) -> State:
        return State(*(np.full_like(part, -1 if k in (0, 2) else 0) for k, part in enumerate(self.state)))

    @cached_property
    def _free(self) -> Net:
        """The same net without limits of capacity or of visits a window."""
        return self.net._replace(bucket_room=np.full_like(self.net.bucket_room, 1 << 28), window_room=np.full_like(self.net.window_room, 1 << 14))

    @cached_property
    def _any_time(self) -> Net:
        """The same net, but each unserved order may be visited at any time of the horizon."""
        net, offsets, rows = self.net, [0], []
        for i in range(len(self.state.where)):
            if self.state.where[i] < 0:
                rows.append(np.array([[0, self.facts.problem.horizon.minutes - net.duration[i]]], np.int32))
            else:
                rows.append(net.starts[net.starts_of[i] : net.starts_of[i + 1]])
            offsets.append(offsets[-1] + len(rows[-1]))
        return net._replace(starts_of=np.array(offsets, np.int32), starts=np.concatenate(rows) if rows else net.starts)

    def _trips(self, team: int) -> range:
        return range(int(self._team_trips[team]), int(self._team_trips[team + 1]))

    def _team_of(self, trip: int) -> str | int:
        return self.teams[self.net.trip_team[trip]].id

    def _span(self, i: int, start: int) -> Window:
        return Window(start, start + int(self.net.duration[i]))

    def _nearest(self, i: int) -> tuple[I4, F8]:
        """Teams from the nearest base on, and their kilometres."""
        xyz, n = self.net.xyz, len(self.facts.orders)
        chord = np.sqrt(((xyz[n:] - xyz[i]) ** 2).sum(axis=1))
        km = 2.0 * np.arcsin(np.minimum(1.0, 0.5 * chord)) * EARTH_KM * self.facts.geography.factor
        near = np.argsort(km, kind="stable").astype(np.int32)
        return near, km[near]
