"""Each visit says why this team, and who would be next."""

from __future__ import annotations

import pytest

from kepu.engines.dispatch import Assignment, Travel, solve

from .problems import LAT, QUICK, order, problem, team


def test_the_nearest_team_goes_and_the_next_one_is_named_with_the_difference() -> None:
    teams = [team("far", lat=LAT + 0.02), team("near", lat=LAT + 0.001)]
    plan = solve(problem([order("a")], teams), QUICK)
    (visit,) = plan.visits
    assert visit.team == "near"
    assert visit.reasons is not None
    assert visit.reasons.runner_up is not None
    assert visit.reasons.runner_up.team == "far"
    other = solve(problem([order("a")], teams[:1]), QUICK)
    assert visit.reasons.runner_up.points_less == pytest.approx(plan.objective.total - other.objective.total)
    assert visit.reasons.runner_up.start == other.visits[0].start


def test_a_liked_team_goes_a_little_further() -> None:
    teams = [team("liked", lat=LAT + 0.004), team("near")]
    plan = solve(problem([order("a", liked_teams=frozenset({"liked"}))], teams), QUICK)
    assert plan.visits[0].team == "liked"
    assert plan.visits[0].reasons is not None
    assert plan.visits[0].reasons.liked


def test_the_load_is_spread_over_equal_teams() -> None:
    plan = solve(problem([order(i) for i in range(4)], [team("t"), team("u")]), QUICK)
    assert sorted(visit.team for visit in plan.visits) == ["t", "t", "u", "u"]
    assert {visit.reasons.load_share for visit in plan.visits if visit.reasons} == {0.4}


def test_the_detour_is_what_leaving_the_visit_out_would_save() -> None:
    ways = [[0, 4, 10], [4, 0, 10], [10, 10, 0]]
    plan = solve(problem([order("a"), order("b")], [team("t")], travel=Travel(minutes=ways)), QUICK)
    assert [visit.travel_minutes for visit in plan.visits] == [10, 4]
    assert [visit.sequence for visit in plan.visits] == [1, 2]
    assert [visit.reasons.detour_minutes for visit in plan.visits if visit.reasons] == [4, 4]
    assert plan.diagnostics["travel_minutes"] == 24


def test_a_locked_visit_is_marked_and_keeps_its_minute() -> None:
    plan = solve(problem([order("a"), order("b")], [team("t")], locked=[Assignment("a", "t", 613)]), QUICK)
    marks = {visit.order: (visit.start, visit.reasons.locked) for visit in plan.visits if visit.reasons}
    assert marks == {"a": (613, True), "b": (540, False)}
