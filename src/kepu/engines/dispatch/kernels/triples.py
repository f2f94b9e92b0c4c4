"""Which order could go on which trip, taken alone: the sparse index that everything else walks.

Teams are grouped by what they qualify for and sorted by latitude within a group, so that an order meets only
qualified teams in reach; a pair within distance is then tried on each trip of the team.
"""

from __future__ import annotations

import math

import numpy as np

from ..arrays import F8, I4, Net
from .jit import jit
from .routes import earliest, travel


@jit
def _fits(net: Net, order: int, trip: int, blocked: I4) -> bool:
    """Whether the order alone fits on the trip; ``blocked`` (·, 3) are order, team, day of separations from outside."""
    if net.duration[order] > net.bucket_room[net.trip_bucket[trip]] or net.window_room[net.trip_window[trip]] < 1:
        return False
    start = earliest(net, order, net.trip_start[trip] + travel(net, net.trip_from[trip], order))
    if start < 0 or start + net.duration[order] + travel(net, order, net.trip_to[trip]) > net.trip_end[trip]:
        return False
    low, high = np.searchsorted(blocked[:, 0], order), np.searchsorted(blocked[:, 0], order + 1)
    for k in range(low, high):
        if blocked[k, 1] != net.trip_team[trip]:
            continue
        if net.trip_days[trip, 0] - blocked[k, 2] < net.separation and blocked[k, 2] - net.trip_days[trip, 1] < net.separation:
            return False
    return True


@jit
def triples(
    net: Net,
    kind: I4,  # (n) which group of teams an order may have
    kind_of: I4,  # (kinds + 1)
    kind_teams: I4,  # teams by kind, by latitude
    lat: F8,  # (n + m) degrees
    reach: F8,  # (m) kilometres
    worth: F8,  # (n) points for serving
    liked: I4,  # (·, 2) order, team, sorted by order
    blocked: I4,
    team_trips: I4,  # (m + 1) trips of a team lie together
    rates: F8,  # kilometres per radian, points per kilometre, points for a liked team
) -> tuple[I4, I4, F8]:
    """Possible trips of each order with their points, most first: offsets (n + 1), trips (k), points (k)."""
    n = net.duration.size
    offsets = np.zeros(n + 1, np.int32)
    trips = np.empty(max(1024, 16 * n), np.int32)
    gains = np.empty(trips.size, np.float64)
    near_team = np.empty(kind_teams.size + 1, np.int32)
    near_gain = np.empty(kind_teams.size + 1, np.float64)
    size = 0
    for order in range(n):
        if net.starts_of[order] == net.starts_of[order + 1]:
            offsets[order + 1] = size
            continue
        found = _near(net, order, kind_of[kind[order]], kind_of[kind[order] + 1], kind_teams, lat, reach, worth, liked, rates, near_team, near_gain)
        for k in np.argsort(-near_gain[:found], kind="mergesort"):
            team = near_team[k]
            for trip in range(team_trips[team], team_trips[team + 1]):
                if _fits(net, order, trip, blocked):
                    if size == trips.size:
                        trips = np.concatenate((trips, np.empty_like(trips)))
                        gains = np.concatenate((gains, np.empty_like(gains)))
                    trips[size], gains[size] = trip, near_gain[k]
                    size += 1
        offsets[order + 1] = size
    return offsets, trips[:size].copy(), gains[:size].copy()


@jit
def _near(
    net: Net, order: int, low: int, high: int, teams: I4, lat: F8, reach: F8, worth: F8, liked: I4, rates: F8, near_team: I4, near_gain: F8
) -> int:
    n = net.duration.size
    farthest = 0.0
    for k in range(low, high):
        farthest = max(farthest, reach[teams[k]])
    band = math.degrees(farthest / rates[0]) * 1.001 if farthest < 1e6 else 1e9
    first, last = np.searchsorted(liked[:, 0], order), np.searchsorted(liked[:, 0], order + 1)
    found = 0
    begin = low + np.searchsorted(lat[n + teams[low:high]], lat[order] - band)
    for k in range(begin, high):
        team = teams[k]
        if lat[n + team] > lat[order] + band:
            break
        x, y, z = net.xyz[order] - net.xyz[n + team]
        km = 2.0 * math.asin(min(1.0, 0.5 * math.sqrt(x * x + y * y + z * z))) * rates[0]
        if km > reach[team] + 1e-9:
            continue
        gain = worth[order] - rates[1] * km
        for j in range(first, last):
            if liked[j, 1] == team:
                gain += rates[2]
        near_team[found], near_gain[found] = team, gain
        found += 1
    return found


@jit
def transpose(by_order: I4, order_trip: I4, order_gain: F8, trips: int) -> tuple[I4, I4, F8]:
    """The same triples by trip: offsets (s + 1), orders (k), points (k)."""
    offsets = np.zeros(trips + 1, np.int32)
    for trip in order_trip:
        offsets[trip + 1] += 1
    offsets = np.cumsum(offsets).astype(np.int32)
    at = offsets[:-1].copy()
    orders, gains = np.empty(order_trip.size, np.int32), np.empty(order_trip.size, np.float64)
    for order in range(by_order.size - 1):
        for k in range(by_order[order], by_order[order + 1]):
            trip = order_trip[k]
            orders[at[trip]], gains[at[trip]] = order, order_gain[k]
            at[trip] += 1
    return offsets, orders, gains


@jit
def following(trip_bucket: I4, by_order: I4, order_trip: I4) -> I4:
    """For each triple, where the order's next bucket begins; shape (k)."""
    after = np.empty(order_trip.size, np.int32)
    for order in range(by_order.size - 1):
        end = by_order[order + 1]
        for k in range(end - 1, by_order[order] - 1, -1):
            same = k + 1 < end and trip_bucket[order_trip[k + 1]] == trip_bucket[order_trip[k]]
            after[k] = after[k + 1] if same else k + 1
    return after


@jit
def shortest_ways(matrix: I4) -> I4:
    """Minutes of the shortest way between all places, whatever is on it (Floyd, 1962); shape (places, places)."""
    ways = matrix.copy()
    for k in range(ways.shape[0]):
        ways[k, k] = 0
        for i in range(ways.shape[0]):
            for j in range(ways.shape[0]):
                ways[i, j] = min(ways[i, j], ways[i, k] + ways[k, j])
    return ways
