"""A problem as arrays: what the compiled kernels read.

Notation: n orders, m teams, s trips (pieces of calendar windows between locked visits), w calendar windows,
b buckets (a team in a week, which is where capacity is counted), k triples (order, trip) that are possible alone.
Places are numbered: order i is place i, team j is place n + j.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

I4 = NDArray[np.int32]
F8 = NDArray[np.float64]


class Net(NamedTuple):
    """The compiled problem; every array is read-only by agreement.

    ``mode`` is 0 without travel, 1 on the globe, 2 by matrix. ``starts`` holds earliest and latest start of each
    window of an order, ``starts_of`` (n + 1) where an order's windows lie. ``by_order``/``order_trip``/``order_gain``
    list an order's possible trips, most points first; ``by_trip``/``trip_order``/``trip_gain`` the same by trip.
    """

    mode: int
    scale: float  # minutes per kilometre of chord-corrected great circle
    xyz: F8  # (n + m, 3) unit vectors
    matrix: I4  # (n + m, n + m), by ``mode`` 2 as given and by 1 as counted beforehand, or (1, 1)
    travel_cost: float
    duration: I4
    starts_of: I4
    starts: I4  # (·, 2)
    group: I4  # separation group of an order, -1 where alone
    group_of: I4
    group_orders: I4
    separation: int
    trip_bucket: I4
    trip_window: I4
    trip_team: I4
    trip_start: I4
    trip_end: I4
    trip_from: I4  # place
    trip_to: I4
    trip_direct: I4  # minutes straight from one end to the other
    trip_days: I4  # (s, 2) first and last day
    window_room: I4  # visits that a window may still take
    bucket_room: I4  # minutes left after locked visits
    bucket_locked: I4  # minutes locked
    bucket_fair: F8  # fairness cost per square minute
    bucket_trips: I4  # (b + 1) trips of a bucket lie together
    by_order: I4
    order_trip: I4
    order_gain: F8
    order_next: I4  # (k) where an order's next bucket begins
    by_trip: I4
    trip_order: I4
    trip_gain: F8


class State(NamedTuple):
    """A plan in the making: routes of each trip, where each order is, and the sums that limits need."""

    route: I4  # (s, longest)
    length: I4
    where: I4  # trip of an order or -1
    load: I4  # planned minutes per bucket
    visits: I4  # planned visits per window


def empty_state(net: Net) -> State:
    """No visit planned."""
    trips = net.trip_start.size
    longest = int(max(1, net.window_room.max(initial=1)))
    return State(
        np.full((trips, longest), -1, np.int32),
        np.zeros(trips, np.int32),
        np.full(net.duration.size, -1, np.int32),
        np.zeros(net.bucket_room.size, np.int32),
        np.zeros(net.window_room.size, np.int32),
    )


def copy_state(state: State) -> State:
    """An independent copy."""
    return State(*(part.copy() for part in state))
