"""Booklets meet their blueprint, or the demands in conflict are named."""

from itertools import combinations

import numpy as np
import pytest

from kepu.engines.psychometrics import item_information
from kepu.engines.psychometrics.assembly import AssemblyError, Blueprint, assemble

from .conftest import two_parameter


@pytest.fixture(scope="module")
def pool():
    rng = np.random.default_rng(51)
    items = two_parameter(rng.lognormal(0, 0.3, 60), rng.normal(0, 1, 60))
    return items, [("life", "earth", "matter")[j % 3] for j in range(60)]


def test_booklets_meet_the_blueprint(pool):
    items, areas = pool
    target = {-1.0: 3.2, 0.0: 4.0, 1.0: 3.2}
    found = assemble(
        items,
        Blueprint(18, {"life": (5, 7), "earth": (5, 7), "matter": (5, 7)}, target=target),
        booklets=3,
        areas=areas,
        enemies=[("i1", "i2"), ("i4", "i7", "i8")],
        anchors=["i10", "i11"],
        seconds=20,
    )
    area = dict(zip([item.name for item in items], areas, strict=True))
    uses = [name for booklet in found.items for name in booklet]
    for booklet in found.items:
        assert len(booklet) == 18
        assert {"i10", "i11"} <= set(booklet)
        assert len({"i1", "i2"} & set(booklet)) <= 1
        assert len({"i4", "i7", "i8"} & set(booklet)) <= 1
        assert all(5 <= sum(area[name] == each for name in booklet) <= 7 for each in ("life", "earth", "matter"))
    assert all(uses.count(name) == 1 for name in set(uses) - {"i10", "i11"})
    deviation = np.abs(found.information / np.array(list(target.values())) - 1).max()
    assert deviation == pytest.approx(found.objective, abs=1e-6)
    assert deviation <= 0.01 + 1e-6


def test_the_choice_is_the_best_of_all(pool):
    items, _ = pool
    few = items[:9]
    found = assemble(few, Blueprint(4, maximise=[0.5]))
    information = item_information(few, np.array([0.5]))[:, 0]
    assert found.information[0, 0] == pytest.approx(max(sum(information[list(c)]) for c in combinations(range(9), 4)))
    assert found.gap <= 1e-3


def test_demands_in_conflict_are_named(pool):
    items, areas = pool
    with pytest.raises(AssemblyError, match="items of life") as caught:
        assemble(items, Blueprint(30, {"life": (25, 30)}, maximise=[0.0]), areas=areas)
    assert any("life" in conflict for conflict in caught.value.conflicts)


def test_a_blueprint_without_a_goal_is_refused(pool):
    with pytest.raises(AssemblyError, match="needs a target"):
        assemble(pool[0], Blueprint(5))


def test_anchors_that_are_no_items_are_named(pool):
    with pytest.raises(AssemblyError, match="no items: x9"):
        assemble(pool[0], Blueprint(5, maximise=[0.0]), anchors=["x9"])
