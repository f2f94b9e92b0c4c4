"""Dragging a visit, planning anew, comparing, watching."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.dispatch import Assignment, Binding, Problem, Progress, Settings, Violation, check, explain_move, replan, solve, what_if
from kepu.engines.dispatch.errors import UnknownReference

from .problems import LAT, QUICK, order, problem, problems, team

TWO = problem([order("a"), order("b")], [team("t"), team("u", skills=frozenset({"law"}))])


def test_a_move_onto_a_taken_time_names_the_other_visit_and_the_minutes() -> None:
    move = explain_move(TWO, [Assignment("a", "t", 540)], Assignment("b", "t", 570))
    assert not move.feasible
    assert move.check.violations == (Violation(Binding.NO_TIME, "b", "t", 30, "a"),)


def test_a_move_to_a_team_without_the_skill_is_refused() -> None:
    move = explain_move(TWO, [Assignment("a", "t", 540)], Assignment("a", "u", 540))
    assert [item.rule for item in move.check.violations] == [Binding.NO_SKILL]


def test_a_move_beyond_capacity_says_how_many_minutes() -> None:
    tight = replace(TWO, teams=[team("t", weekly_capacity_minutes=100)])
    move = explain_move(tight, [Assignment("a", "t", 540)], Assignment("b", "t", 600))
    assert move.check.violations == (Violation(Binding.NO_CAPACITY, "b", "t", 20),)


def test_a_good_move_says_what_it_is_worth() -> None:
    teams = [team("far", lat=LAT + 0.02), team("near")]
    move = explain_move(problem([order("a")], teams), [Assignment("a", "far", 560)], Assignment("a", "near", 560))
    assert move.feasible
    assert move.points > 0


@settings(max_examples=25, deadline=None)
@given(problems(), st.data())
def test_a_move_judged_alone_is_judged_as_in_the_whole_plan(drawn: Problem, data: st.DataObject) -> None:
    plan = solve(drawn, QUICK)
    if not drawn.orders or not drawn.teams:
        return
    moved, to = data.draw(st.sampled_from(drawn.orders)), data.draw(st.sampled_from(drawn.teams))
    move = Assignment(moved.id, to.id, data.draw(st.integers(0, 4000)))
    after = [item for item in plan.assignments if item.order != moved.id] + [move]
    whole, part = check(drawn, after), explain_move(drawn, plan.assignments, move)
    assert set(part.check.violations) == set(whole.violations)
    assert part.points == pytest.approx(whole.objective.total - plan.objective.total)


def test_a_sick_team_changes_only_its_own_visits() -> None:
    crew = [team("t"), team("u"), team("v")]
    told = solve(problem([order(i) for i in range(6)], crew), QUICK).assignments
    after = replan(problem([order(i) for i in range(6)], [crew[0], crew[1], team("v", windows=[])]), told, QUICK)
    assert {change.order for change in after.changes} == {item.order for item in told if item.team == "v"}
    assert len(after.plan.visits) == 6


def test_visits_that_no_longer_go_together_are_kept_as_far_as_they_do() -> None:
    told = [Assignment("a", "t", 540), Assignment("b", "t", 570), Assignment("c", "t", 620)]
    after = replan(problem([order("a"), order("b"), order("c")], [team("t")]), told, QUICK)
    assert [change.order for change in after.changes] == ["b"]


def test_a_new_order_is_added_around_what_was_told() -> None:
    told = [Assignment("a", "t", 580)]
    after = replan(problem([order("a"), order("b")], [team("t")]), told, QUICK)
    assert (after.changes, after.added) == ((), (Assignment("b", "t", 640),))


def test_an_order_that_may_move_makes_room() -> None:
    told = [Assignment("a", "t", 570)]
    wishes = [order("a"), order("b", windows=[(540, 620)])]
    assert replan(problem(wishes, [team("t")]), told, QUICK).added == ()
    assert replan(problem(wishes, [team("t")]), told, QUICK, movable={"a"}).added == (Assignment("b", "t", 540),)


def test_an_order_told_two_visits_is_refused() -> None:
    with pytest.raises(UnknownReference):
        replan(TWO, [Assignment("a", "t", 540), Assignment("a", "t", 640)])


def test_another_team_is_compared_with_the_present_ones() -> None:
    wishes = [order(i) for i in range(5)]
    compared = what_if({"now": problem(wishes, [team("t")]), "one more": problem(wishes, [team("t"), team("u")])}, QUICK)
    rows = compared.rows()
    assert [(row["scenario"], row["served"], row["served_more"]) for row in rows] == [("now", 3, 0), ("one more", 5, 2)]
    assert rows[1]["points_more"] == pytest.approx(compared.plans["one more"].objective.total - compared.plans["now"].objective.total, abs=1e-3)


def test_progress_is_told_round_by_round_and_may_stop_the_search() -> None:
    seen: list[Progress] = []

    def watch(progress: Progress) -> bool:
        seen.append(progress)
        return len([item for item in seen if item.phase == "search"]) < 2

    crowd = problem([order(i, duration_minutes=50) for i in range(9)], [team("t", weekly_capacity_minutes=120), team("u")])
    plan = solve(crowd, Settings(iterations=50, time_limit=60), progress=watch)
    assert plan.status == "stopped"
    assert [item.phase for item in seen] == ["construct", "search", "search", "explain"]
    assert all(item.bound >= item.objective for item in seen)
    assert [item.rounds for item in seen] == [0, 1, 2, 2]


def test_a_gap_that_is_good_enough_ends_the_search() -> None:
    crowd = problem([order(i, duration_minutes=50) for i in range(9)], [team("t", weekly_capacity_minutes=120), team("u")])
    assert solve(crowd, Settings(gap=0.5, time_limit=60)).status == "gap_reached"
