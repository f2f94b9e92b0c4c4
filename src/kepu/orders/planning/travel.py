"""Ways between places in steps of five minutes, so that visits begin at times that people can remember."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kepu.engines.dispatch import Travel
from kepu.organizations.geography import distances_km

STEP = 5
SPEED_KMH = 20.0
FACTOR = 1.4
# Above this the matrix costs more memory than round times are worth.
PLACES_LIMIT = 3000


def travel_between(places: int) -> Travel:
    """The travel model for so many places."""
    if places > PLACES_LIMIT:
        return Travel(speed_kmh=SPEED_KMH, factor=FACTOR)
    return Travel(speed_kmh=SPEED_KMH, factor=FACTOR, routing=rounded_minutes)


def rounded_minutes(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes between places, shape (p, 2) in degrees to (p, p): the great circle times a factor, up to the next five minutes.

    >>> rounded_minutes(np.array([[29.55, 106.55], [29.55, 106.56]])).tolist()
    [[0.0, 5.0], [5.0, 0.0]]
    """
    km = FACTOR * distances_km(places)
    return np.ceil(km / SPEED_KMH * 60 / STEP - 1e-9) * STEP
