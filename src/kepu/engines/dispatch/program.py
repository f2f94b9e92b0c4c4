"""Packing whole trips as a linear or integer program: one column for a trip with a sequence of orders.

Each order is on at most one column, each trip has at most one, and the minutes of a team's week stay within capacity.
Fairness, a square of the load, enters as rising prices of pieces of it.
"""

from __future__ import annotations

from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from .arrays import F8, I4, Net, State

NODES, CLOSE, NEARLY = 2000, 1e-5, 1e-3


class Pool(NamedTuple):
    """Columns: trip (k), minutes of service (k), orders (k, longest; -1 behind the end) and points (k)."""

    trip: I4
    minutes: I4
    orders: I4
    points: F8

    def take(self, which: NDArray[np.int64]) -> Pool:
        """Some of the columns."""
        return Pool(self.trip[which], self.minutes[which], self.orders[which], self.points[which])

    def join(self, other: Pool) -> Pool:
        """Both together."""
        return Pool(
            np.concatenate([self.trip, other.trip]),
            np.concatenate([self.minutes, other.minutes]),
            np.concatenate([self.orders, other.orders]),
            np.concatenate([self.points, other.points]),
        )


class Answer(NamedTuple):
    """Values of the columns (k), prices of orders (n), trips (s) and minutes (b), and a bound on the points of all columns."""

    values: F8
    orders: F8
    trips: F8
    minutes: F8
    bound: float


class Program:
    """The program over what a state leaves free; ``step`` is the length in minutes of the pieces of load, 0 for eight pieces."""

    def __init__(self, net: Net, state: State, step: int = 0) -> None:
        self.net, self.size = net, 0
        self.trips, self.minutes = np.zeros(0, np.int32), np.zeros(0, np.int32)
        n, s, b = net.duration.size, net.trip_start.size, net.bucket_room.size
        self.sizes = n, s, b
        self.solver = highspy.Highs()
        self.solver.silent()
        self.solver.setOptionValue("threads", 1)
        limits = np.concatenate([np.ones(n + s), np.zeros(b)])
        free, none = np.full(limits.size, -np.inf), np.zeros(0)
        self.solver.addRows(limits.size, free, limits, 0, np.zeros(limits.size, np.int32), np.zeros(0, np.int32), none)
        self._loads(state, step)

    def _loads(self, state: State, step: int) -> None:
        """Pieces of each bucket's load, at the points that fairness takes for them."""
        net, (n, s, b) = self.net, self.sizes
        room = np.maximum(0, net.bucket_room - state.load)
        pieces = np.maximum(1, -(-room // step)) if step else np.full(b, 8)
        owner = np.repeat(np.arange(b), pieces)
        index = np.arange(owner.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        width = float(step) if step else room[owner] / 8.0
        low = np.minimum(index * width, room[owner])
        high = np.minimum(low + width, room[owner])
        cost = net.bucket_fair[owner] * (2.0 * (net.bucket_locked + state.load)[owner] + low + high)
        rows, starts = (n + s + owner).astype(np.int32), np.arange(owner.size, dtype=np.int32)
        self.solver.addCols(owner.size, cost, np.zeros(owner.size), high - low, owner.size, starts, rows, -np.ones(owner.size))
        self.loads, self.pieces = owner.size, (owner, high - low)

    def add(self, pool: Pool) -> None:
        """More columns."""
        net, (n, s, _), k = self.net, self.sizes, pool.trip.size
        rows = np.column_stack([pool.orders, n + pool.trip, n + s + net.trip_bucket[pool.trip]]).astype(np.int32)
        entries = np.column_stack([np.ones(pool.orders.shape), np.ones(k), pool.minutes])
        kept = rows >= 0
        starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])[:-1].astype(np.int32)
        self.solver.addCols(k, -pool.points, np.zeros(k), np.full(k, np.inf), int(kept.sum()), starts, rows[kept], entries[kept])
        self.size += k
        self.trips, self.minutes = np.concatenate([self.trips, pool.trip]), np.concatenate([self.minutes, pool.minutes])

    def relax(self, limit: float, *, vertex: bool) -> Answer | None:
        """The linear relaxation, at a vertex or, which is quicker where there are many columns, inside; None if time ran out."""
        # What presolve leaves out comes back with duals a little off; HiGHS then calls the whole unknown.
        inside = not vertex and self.size > 3000
        if inside:
            self._options({"solver": "ipx", "run_crossover": "off", "presolve": "off", "ipm_optimality_tolerance": CLOSE}, limit)
            self.solver.run()
        failed = self.solver.getModelStatus() in (highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kSolveError)
        if not inside or (failed and not self._nearly()):
            self._options({"solver": "simplex", "run_crossover": "on", "presolve": "choose"}, limit)
            self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal and not self._nearly():
            return None
        solution, (n, s, _) = self.solver.getSolution(), self.sizes
        duals = np.maximum(0.0, -np.array(solution.row_dual))
        points = -float(self.solver.getInfo().objective_function_value)
        return Answer(np.array(solution.col_value)[self.loads :], duals[:n], duals[n : n + s], duals[n + s :], points)

    def _nearly(self) -> bool:
        """Whether HiGHS calls unknown what is a solution but for its last digits; the simplex method would begin anew and take minutes."""
        info = self.solver.getInfo()
        errors = info.max_primal_infeasibility, info.max_dual_infeasibility, info.primal_dual_objective_error  # type: ignore[attr-defined]
        return bool(self.solver.getModelStatus() == highspy.HighsModelStatus.kUnknown and max(errors) < NEARLY)

    def whole(self, start: NDArray[np.int64], limit: float) -> tuple[F8, float] | None:
        """Columns in whole: values and a bound on all, by branch and bound from the columns of a known plan; None without a plan."""
        first = self.loads
        which = np.arange(first, first + self.size, dtype=np.int32)
        self.solver.changeColsIntegrality(self.size, which, np.full(self.size, highspy.HighsVarType.kInteger))
        self._options({"solver": "choose", "run_crossover": "on", "mip_max_nodes": NODES, "mip_rel_gap": 1e-7, "mip_abs_gap": 1e-6}, limit)
        self._start(start)
        self.solver.run()
        info = self.solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(self.solver.getSolution().col_value)[first:], -float(info.mip_dual_bound)

    def _start(self, start: NDArray[np.int64]) -> None:
        """Begin from some columns; their loads are filled in too, or HiGHS would search for them without looking at the clock."""
        owner, width = self.pieces
        used = np.zeros(self.sizes[2])
        np.add.at(used, self.net.trip_bucket[self.trips[start]], self.minutes[start])
        before = np.cumsum(width) - width
        first = np.searchsorted(owner, owner)
        inside = np.clip(used[owner] - (before - before[first]), 0.0, width)
        solution = highspy.HighsSolution()
        solution.col_value = [*inside.tolist(), *np.isin(np.arange(self.size), start).astype(float).tolist()]
        self.solver.setSolution(solution)

    def _options(self, options: dict[str, str | float], limit: float) -> None:
        for name, value in (options | {"time_limit": self.solver.getRunTime() + max(0.01, limit)}).items():
            self.solver.setOptionValue(name, value)
