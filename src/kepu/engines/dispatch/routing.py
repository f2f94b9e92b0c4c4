"""Long trips by PyVRP (Wouda, Lan & Kool 2024), the library of its field, beside the search.

Its model has prizes, several windows an order, who may come and what each team's coming is worth; fairness, separations and a week's
capacity over several trips it has not. So what it finds is put in visit by visit, as far as every rule allows, and then searched on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .arrays import I4, Net, State, empty_state
from .geography import NONE
from .kernels.construct import by_worth, fill
from .kernels.routes import all_ways, gain_of, insert, remove, room, schedule, separated
from .packing import Limit

if TYPE_CHECKING:
    import pyvrp

UNIT = 100  # of PyVRP's whole numbers in a point
PLACES, NUMBERS = 4000, 2e7
FORBIDDEN = 10**11


class Router:
    """The problem as PyVRP takes it: a client for each window of an order, a type of vehicle for trips that are alike."""

    @classmethod
    def of(cls, net: Net) -> Router | None:
        """None where ways do not matter, or where the matrices, one for each kind of team, would be too large."""
        places = net.xyz.shape[0]
        if net.mode == NONE or places > PLACES:
            return None
        ways = _ways(net)
        gains, kind_of = _kinds(net, ways)
        return cls(net, ways, gains, kind_of) if gains.any() and len(gains) * places**2 <= NUMBERS else None

    def __init__(self, net: Net, ways: NDArray[np.int64], gains: NDArray[np.float64], kind_of: I4) -> None:
        self.net, self.ways, self.gains = net, ways, gains
        self.order_of: list[int] = []
        self.windows: list[tuple[int, int]] = []
        for order in np.flatnonzero(np.diff(net.by_order)).tolist():
            for k in range(net.starts_of[order], net.starts_of[order + 1]):
                self.order_of.append(order)
                self.windows.append((int(net.starts[k, 0]), int(net.starts[k, 1])))
        alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for trip in range(net.trip_start.size):
            bucket, window = net.trip_bucket[trip], net.trip_window[trip]
            rooms = (max(0, int(net.bucket_room[bucket])), max(0, int(net.window_room[window])))
            ends = (net.trip_from[trip], net.trip_to[trip], net.trip_start[trip], net.trip_end[trip])
            alike[int(kind_of[net.trip_team[trip]]), *rooms, *(int(value) for value in ends)].append(trip)
        self.types = list(alike.items())
        self.data = self._data()

    def improve(self, known: State, limit: Limit, seconds: float, seed: int, iterations: int | None) -> State:
        """The best plan found from a known one in so many seconds, or in so many iterations, so that a seed fixes it."""
        from pyvrp import Solution, solve

        until, left = limit.left - seconds, iter(range(iterations or 0))

        def stop(best_cost: int) -> bool:
            return bool(limit.stop[0]) or (limit.left <= until if iterations is None else next(left, None) is None)

        found = solve(self.data, stop, seed, collect_stats=False, initial_solution=Solution(self.data, self._routes_of(known)))
        return self._state_of(found.best)

    def _data(self) -> pyvrp.ProblemData:
        """Everything but a plan."""
        from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType

        net = self.net
        places = net.xyz.shape[0]
        binding = self._binding()
        best = self.gains.max(axis=0, initial=0.0)
        groups: list[ClientGroup] = []
        group_of: dict[int, int] = {}
        clients = []
        for number, (order, (early, late)) in enumerate(zip(self.order_of, self.windows, strict=True)):
            if net.starts_of[order + 1] - net.starts_of[order] > 1 and order not in group_of:
                group_of[order] = len(groups)
                groups.append(ClientGroup(required=False))
            if order in group_of:
                groups[group_of[order]].add_client(number)
            size = [amount for amount, binds in zip((int(net.duration[order]), 1), binding, strict=True) if binds]
            clients.append(
                Client(
                    order,
                    delivery=size,
                    service_duration=int(net.duration[order]),
                    tw_early=early,
                    tw_late=late,
                    prize=round(UNIT * float(best[order])),
                    required=False,
                    group=group_of.get(order),
                )
            )
        ends = sorted({place for key, _ in self.types for place in key[3:5]})
        depot = {place: number for number, place in enumerate(ends)}
        vehicles = [
            VehicleType(
                len(trips),
                capacity=[amount for amount, binds in zip(key[1:3], binding, strict=True) if binds],
                start_depot=depot[key[3]],
                end_depot=depot[key[4]],
                tw_early=key[5],
                tw_late=key[6],
                profile=key[0],
            )
            for key, trips in self.types
        ]
        distances = [self._distances(gains, best) for gains in self.gains]
        spots, durations = [Location(0, 0)] * places, [self.ways] * len(distances)
        # Its stubs take the shape of a matrix for its numbers.
        return ProblemData(spots, clients, [Depot(place) for place in ends], vehicles, distances, durations, groups)  # type: ignore[arg-type]

    def _distances(self, gains: NDArray[np.float64], best: NDArray[np.float64]) -> NDArray[np.int64]:
        """Ways in points, and on the way to an order what this kind of team earns less there than the best."""
        less = np.where(gains > 0, np.round(UNIT * (best - gains)), FORBIDDEN).astype(np.int64)
        found = np.round(UNIT * self.net.travel_cost * self.ways).astype(np.int64)
        found[:, : less.size] += less
        np.fill_diagonal(found, 0)
        return found

    def _binding(self) -> tuple[bool, bool]:
        """Whether minutes of capacity, and numbers of visits, can ever be too few for a trip."""
        net = self.net
        least = max(1, int(net.duration.min(initial=1)))
        long = net.trip_end - net.trip_start
        return bool((net.bucket_room[net.trip_bucket] < long).any()), bool((net.window_room[net.trip_window] < long // least).any())

    def _routes_of(self, state: State) -> list[pyvrp.Route]:
        """A plan as PyVRP's routes."""
        from pyvrp import Route

        clients: dict[int, list[int]] = defaultdict(list)
        for number, order in enumerate(self.order_of):
            clients[order].append(number)
        found = []
        for kind, (_, trips) in enumerate(self.types):
            for trip in trips:
                visits = self._clients_of(trip, state, clients)
                if visits:
                    found.append(Route(self.data, visits, kind))
        return found

    def _clients_of(self, trip: int, state: State, clients: dict[int, list[int]]) -> list[int]:
        """The clients that stand for the visits of a trip: of each order the window in which it begins."""
        net, found = self.net, []
        ready, place = int(net.trip_start[trip]), int(net.trip_from[trip])
        for order in state.route[trip, : state.length[trip]].tolist():
            way = int(self.ways[place, order])
            client = next((c for c in clients[order] if self.windows[c][1] >= ready + way), None)
            if client is None:
                break
            found.append(client)
            ready, place = max(ready + way, self.windows[client][0]) + int(net.duration[order]), order
        return found

    def _state_of(self, solution: pyvrp.Solution) -> State:
        """The plan of a solution, each visit as far as all rules allow, and what then still fits."""
        net, state = self.net, empty_state(self.net)
        left = [list(trips) for _, trips in self.types]
        for route in solution.routes():
            trip = left[route.vehicle_type()].pop(0)
            for visit in route:
                if visit.is_client():
                    _append(net, state, self.order_of[visit.idx], trip)
        fill(net, state, by_worth(net))
        return state


def _ways(net: Net) -> NDArray[np.int64]:
    """Minutes between all places."""
    ways = (net.matrix if net.matrix.shape[0] > 1 else all_ways(net)).astype(np.int64)
    np.fill_diagonal(ways, 0)
    return ways


def _append(net: Net, state: State, order: int, trip: int) -> None:
    """Put an order at the end of a trip if it may be there."""
    allowed = state.where[order] < 0 and gain_of(net, order, trip) > 0 and room(net, state, order, trip) and separated(net, state, order, trip)
    if allowed and state.length[trip] < state.route.shape[1]:
        insert(net, state, order, trip, int(state.length[trip]))
        if schedule(net, trip, state.route[trip], int(state.length[trip])) < 0:
            remove(net, state, order)


def _kinds(net: Net, ways: NDArray[np.int64]) -> tuple[NDArray[np.float64], I4]:
    """Points of each order (kinds, n) by kind of team, 0 where it may not come; and the kind of each team (m,).

    Where times alone keep a team away, its points there say nothing and count as the best, so that teams do not differ by them.
    """
    teams, orders = net.xyz.shape[0] - net.duration.size, net.duration.size
    gains = np.zeros((teams, orders))
    np.maximum.at(gains, (net.trip_team[net.order_trip], np.repeat(np.arange(orders), np.diff(net.by_order))), net.order_gain)
    in_time = np.zeros((teams, orders), bool)
    window_order = np.repeat(np.arange(orders), np.diff(net.starts_of))
    early, late = net.starts[:, 0], net.starts[:, 1]
    for trip, team in enumerate(net.trip_team):
        begin = np.maximum(early, net.trip_start[trip] + ways[net.trip_from[trip], window_order])
        fits = (begin <= late) & (begin + (net.duration + ways[:orders, net.trip_to[trip]])[window_order] <= net.trip_end[trip])
        in_time[team, window_order[fits]] = True
    gains = np.where((gains > 0) | in_time, gains, gains.max(axis=0, initial=0.0))
    found, kind = np.unique(gains, axis=0, return_inverse=True)
    return found, kind.reshape(-1).astype(np.int32)
