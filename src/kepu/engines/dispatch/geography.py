"""Places, kilometres and minutes between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import F8, I4
from .model import Order, Problem, Team, Travel
from .validate import check_matrix

EARTH_KM = 6371.0088
NONE, GLOBE, MATRIX = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Geography:
    """Orders and then teams as numbered places; ``xyz`` (places, 3) are unit vectors."""

    mode: int
    factor: float
    minutes_per_radian: float
    xyz: F8
    matrix: I4

    def km(self, a: int, b: int) -> float:
        """Great circle times factor, in kilometres."""
        return 2.0 * math.asin(min(1.0, 0.5 * math.dist(self.xyz[a], self.xyz[b]))) * EARTH_KM * self.factor

    def minutes(self, a: int, b: int) -> int:
        """Whole minutes on the way, 0 where travel is left out."""
        if self.mode == NONE or a == b:
            return 0
        if self.mode == MATRIX:
            return int(self.matrix[a, b])
        return math.ceil(2.0 * math.asin(min(1.0, 0.5 * math.dist(self.xyz[a], self.xyz[b]))) * self.minutes_per_radian - 1e-9)


def survey(problem: Problem) -> Geography:
    """The places of a problem. Raises `BadMatrix` when a routing function returns a wrong matrix."""
    places: Sequence[Order | Team] = [*problem.orders, *problem.teams]
    degrees = np.array([(place.lat, place.lon) for place in places], dtype=np.float64).reshape(-1, 2)
    lat, lon = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    xyz = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    travel = problem.travel or Travel()
    per_radian = EARTH_KM * travel.factor / travel.speed_kmh * 60.0
    mode, matrix = NONE, np.zeros((1, 1), np.int32)
    if problem.travel is not None:
        mode = GLOBE
        if travel.minutes is not None or travel.routing is not None:
            mode, matrix = MATRIX, _matrix(travel, degrees)
    return Geography(mode, travel.factor, per_radian, xyz, matrix)


def _matrix(travel: Travel, degrees: F8) -> I4:
    if travel.minutes is not None:
        return np.ascontiguousarray(np.ceil(np.asarray(travel.minutes)), dtype=np.int32)
    assert travel.routing is not None
    unique, index = np.unique(degrees, axis=0, return_inverse=True)
    answer = np.asarray(travel.routing(unique))
    check_matrix(answer, len(unique))
    index = index.reshape(-1)
    return np.ascontiguousarray(np.ceil(answer)[np.ix_(index, index)], dtype=np.int32)
