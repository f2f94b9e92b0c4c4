"""What stands beside the dispatcher in its benchmark: OR-Tools CP-SAT, OR-Tools routing and PyVRP on the same problem.

Each gets the compiled triples (order, trip) of the problem, so none has to sort out who may serve what, and answers
with assignments that the engine's own check then judges. What a peer cannot express it leaves out of its search:
routing and PyVRP see travel and points but neither nearness, liking, fairness nor separations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from kepu.engines.dispatch import Assignment, Problem, Weights
from kepu.engines.dispatch.compiling import Compiled, compile_problem
from kepu.engines.dispatch.kernels.routes import earliest, travel

ARCS = 1_500_000
BOOLEANS = 1_000_000
LARGEST = 4000


class TooLarge(Exception):
    """The model would not fit into memory or time."""


Answer = tuple[list[Assignment], float | None]


def _triples(compiled: Compiled) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    net = compiled.net
    return np.repeat(np.arange(net.duration.size), np.diff(net.by_order)), net.order_trip, net.order_gain


def _ways(compiled: Compiled, places: list[int]) -> np.ndarray:
    """Minutes between places, shape (places, places)."""
    net = compiled.net
    if net.mode == 2:
        return net.matrix[np.ix_(places, places)].astype(np.int64)
    xyz = net.xyz[places]
    half = np.minimum(1.0, 0.5 * np.sqrt(np.maximum(0.0, 2.0 - 2.0 * xyz @ xyz.T)))
    ways = np.ceil(2.0 * np.arcsin(half) * net.scale - 1e-4).astype(np.int64)
    np.fill_diagonal(ways, 0)
    return ways


def _follow(compiled: Compiled, routes: dict[int, list[int]]) -> list[Assignment]:
    """Assignments of sequences by trip, each visit as early as may be."""
    net, problem, found = compiled.net, compiled.facts.problem, []
    for trip, route in routes.items():
        ready, place = net.trip_start[trip], net.trip_from[trip]
        for order in route:
            start = earliest(net, order, ready + travel(net, place, order))
            if start < 0:
                break
            found.append(Assignment(problem.orders[order].id, problem.teams[net.trip_team[trip]].id, int(start)))
            ready, place = start + net.duration[order], order
    return found


def cp_sat(problem: Problem, weights: Weights, limit: float, threads: int) -> Answer:
    """A boolean for each triple; with travel, a circuit for each trip, starts as integers, fairness as squares."""
    from ortools.sat.python import cp_model

    compiled = compile_problem(problem, weights)
    net, (orders, trips, gains) = compiled.net, _triples(compiled)
    if orders.size > BOOLEANS:
        raise TooLarge(f"{orders.size} booleans")
    model = cp_model.CpModel()
    used = [model.new_bool_var("") for _ in range(orders.size)]
    by_order, by_trip, by_bucket = defaultdict(list), defaultdict(list), defaultdict(list)
    for k in range(orders.size):
        by_order[orders[k]].append(used[k])
        by_trip[trips[k]].append(k)
        by_bucket[net.trip_bucket[trips[k]]].append(k)
    for options in by_order.values():
        model.add_at_most_one(options)
    costs: list[tuple[int, object]] = [(-round(1e5 * gain), used[k]) for k, gain in enumerate(gains)]
    for bucket, keys in by_bucket.items():
        room, fair = int(net.bucket_room[bucket]), net.bucket_fair[bucket]
        load, square = model.new_int_var(0, room, ""), model.new_int_var(0, room**2, "")
        model.add(sum(int(net.duration[orders[k]]) * used[k] for k in keys) == load)
        model.add_multiplication_equality(square, [load, load])
        costs.append((round(1e5 * fair), square))
    sequences = _circuits(model, compiled, by_trip, orders, used, costs) if net.mode else None
    if sequences is None:
        for keys in by_trip.values():
            model.add_at_most_one([used[k] for k in keys])
    model.minimize(sum(weight * what for weight, what in costs))  # type: ignore[misc]
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = limit, threads
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [], None
    routes: dict[int, list[int]] = {}
    for trip, keys in by_trip.items():
        chosen = [k for k in keys if solver.value(used[k])]
        if sequences is not None:
            chosen.sort(key=lambda k: solver.value(sequences[k]))
        routes[trip] = [int(orders[k]) for k in chosen]
    return _follow(compiled, routes), -solver.best_objective_bound / 1e5


def _circuits(model, compiled, by_trip, orders, used, costs):  # type: ignore[no-untyped-def]
    """A circuit a trip over base and possible orders; the start of each triple."""
    net = compiled.net
    if sum((len(keys) + 1) ** 2 for keys in by_trip.values()) > ARCS:
        raise TooLarge("circuits")
    from ortools.sat.python import cp_model

    starts = {}
    ways = _ways(compiled, list(range(net.xyz.shape[0])))
    for trip, keys in by_trip.items():
        arcs, idle = [], model.new_bool_var("")
        arcs.append((0, 0, idle))
        for k in keys:
            model.add_implication(used[k], ~idle)
            low, high = net.starts_of[orders[k]], net.starts_of[orders[k] + 1]
            ranges = [[int(a), int(b)] for a, b in net.starts[low:high]]
            starts[k] = model.new_int_var_from_domain(cp_model.Domain.from_intervals(ranges), "")
        for at, k in enumerate(keys, start=1):
            arcs.append((at, at, ~used[k]))
            out, back = model.new_bool_var(""), model.new_bool_var("")
            arcs += [(0, at, out), (at, 0, back)]
            there, home = int(ways[net.trip_from[trip], orders[k]]), int(ways[orders[k], net.trip_to[trip]])
            model.add(starts[k] >= int(net.trip_start[trip]) + there).only_enforce_if(out)
            model.add(starts[k] + int(net.duration[orders[k]]) + home <= int(net.trip_end[trip])).only_enforce_if(back)
            costs += [(round(1e5 * net.travel_cost * there), out), (round(1e5 * net.travel_cost * home), back)]
            for other, j in enumerate(keys, start=1):
                if j == k:
                    continue
                way = int(ways[orders[k], orders[j]])
                arc = model.new_bool_var("")
                arcs.append((at, other, arc))
                model.add(starts[j] >= starts[k] + int(net.duration[orders[k]]) + way).only_enforce_if(arc)
                costs.append((round(1e5 * net.travel_cost * way), arc))
        model.add_circuit(arcs)
    return starts


def routing(problem: Problem, weights: Weights, limit: float, threads: int) -> Answer:
    """OR-Tools routing: a vehicle for each trip, an order may be dropped at its points, weekly capacity over vehicles."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    compiled = compile_problem(problem, weights)
    net, n = compiled.net, compiled.net.duration.size
    vehicles, scale = net.trip_start.size, 1000
    ends = [int(place) for place in net.trip_from]
    bases = sorted(set(ends))
    node = {place: n + k for k, place in enumerate(bases)}
    place_of = [*range(n), *bases]
    size = len(place_of)
    if size > LARGEST:
        raise TooLarge("matrix")
    ways = _ways(compiled, place_of)
    manager = pywrapcp.RoutingIndexManager(size, vehicles, [node[p] for p in ends], [node[p] for p in ends])
    model = pywrapcp.RoutingModel(manager)
    cost = model.RegisterTransitMatrix((ways * round(scale * net.travel_cost)).tolist())
    model.SetArcCostEvaluatorOfAllVehicles(cost)
    service = np.concatenate([net.duration, np.zeros(len(bases), np.int64)])
    clock = model.RegisterTransitMatrix((ways + service[:, None]).tolist())
    horizon = problem.horizon.minutes
    model.AddDimension(clock, horizon, horizon, False, "time")
    time = model.GetDimensionOrDie("time")
    load = model.RegisterUnaryTransitVector(service.tolist())
    model.AddDimension(load, 0, int(service.sum()), True, "load")
    loads = model.GetDimensionOrDie("load")
    solver = model.solver()
    for trip in range(vehicles):
        time.CumulVar(model.Start(trip)).SetRange(int(net.trip_start[trip]), int(net.trip_end[trip]))
        time.CumulVar(model.End(trip)).SetRange(int(net.trip_start[trip]), int(net.trip_end[trip]))
    for bucket in range(net.bucket_room.size):
        own = [loads.CumulVar(model.End(t)) for t in range(net.bucket_trips[bucket], net.bucket_trips[bucket + 1])]
        solver.Add(solver.Sum(own) <= int(net.bucket_room[bucket]))
    for order in range(n):
        index = manager.NodeToIndex(order)
        low, high = net.by_order[order], net.by_order[order + 1]
        model.AddDisjunction([index], round(scale * float(net.order_gain[low:high].max(initial=0.0))))
        model.VehicleVar(index).SetValues([-1, *(int(t) for t in net.order_trip[low:high])])
        ranges = net.starts[net.starts_of[order] : net.starts_of[order + 1]]
        if len(ranges):
            time.CumulVar(index).SetRange(int(ranges[0, 0]), int(ranges[-1, 1]))
            for (_, late), (early, _) in pairwise(ranges):
                if late + 1 < early:
                    time.CumulVar(index).RemoveInterval(int(late) + 1, int(early) - 1)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(1000 * limit))
    solution = model.SolveWithParameters(parameters)
    if solution is None:
        return [], None
    routes: dict[int, list[int]] = {}
    for trip in range(vehicles):
        index, route = solution.Value(model.NextVar(model.Start(trip))), []
        while not model.IsEnd(index):
            route.append(manager.IndexToNode(index))
            index = solution.Value(model.NextVar(index))
        routes[trip] = route
    return _follow(compiled, routes), None


def pyvrp(problem: Problem, weights: Weights, limit: float, threads: int) -> Answer:
    """PyVRP with prizes: one vehicle type for each team, one window an order."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    compiled = compile_problem(problem, weights)
    net, n = compiled.net, compiled.net.duration.size
    model, scale = Model(), 100
    bases = [int(place) for place in net.trip_from]
    places = sorted(set(bases))
    if n + len(places) > LARGEST:
        raise TooLarge("matrix")
    spots = {place: model.add_location(k, 0) for k, place in enumerate(places)}
    depots = {place: model.add_depot(spots[place]) for place in places}
    clients = []
    for order in range(n):
        low, high = net.starts[net.starts_of[order]] if net.starts_of[order] < net.starts_of[order + 1] else (0, 0)
        spot = model.add_location(order, 1)
        gain = float(net.order_gain[net.by_order[order] : net.by_order[order + 1]].max(initial=0.0))
        clients.append(
            (
                spot,
                model.add_client(
                    spot, service_duration=int(net.duration[order]), tw_early=int(low), tw_late=int(high), prize=round(scale * gain), required=False
                ),
            )
        )
    for trip in range(net.trip_start.size):
        depot = depots[bases[trip]]
        model.add_vehicle_type(
            1, start_depot=depot, end_depot=depot, tw_early=int(net.trip_start[trip]), tw_late=int(net.trip_end[trip]), unit_distance_cost=1
        )
    stops = [(place, spots[place]) for place in places] + [(order, clients[order][0]) for order in range(n)]
    ways = _ways(compiled, [place for place, _ in stops])
    for a, (_, one) in enumerate(stops):
        for b, (_, two) in enumerate(stops):
            if a == b:
                continue
            model.add_edge(one, two, distance=round(scale * net.travel_cost * ways[a, b]), duration=int(ways[a, b]))
    result = model.solve(MaxRuntime(limit), seed=1, display=False)
    routes = {}
    for route in result.best.routes():
        routes[route.vehicle_type()] = [visit.idx for visit in route if visit.is_client()]
    return _follow(compiled, routes), None


PEERS: dict[str, Callable[[Problem, Weights, float, int], Answer]] = {"CP-SAT": cp_sat, "OR-Tools routing": routing, "PyVRP": pyvrp}
