"""Distances on the ground."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_008.8  # metres, mean radius


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points given as (latitude, longitude)."""
    south, west, north, east = map(radians, (*a, *b))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
