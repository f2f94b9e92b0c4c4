"""Items that favour a group are found, and others left alone."""

import numpy as np
import pytest

from kepu.engines.psychometrics import PsychometricsError, from_wide, simulate
from kepu.engines.psychometrics.dif import likelihood_ratio, logistic, mantel_haenszel

from .conftest import two_parameter

LEVEL = 0.01


@pytest.fixture(scope="module")
def answers():
    """Items i1 and i2 are 0.8 harder for the focal group, which is also 0.5 lower."""
    rng = np.random.default_rng(8)
    slope, level = np.full(20, 1.0), rng.normal(0, 1, 20)
    harder = level - np.where(np.arange(20) < 2, 0.8, 0.0)
    reference = simulate(two_parameter(slope, level), rng.normal(0, 1, 2000), rng)
    focal = simulate(two_parameter(slope, harder), rng.normal(-0.5, 1, 2000), rng)
    items = [f"i{j}" for j in range(1, 21)]
    return from_wide(np.concatenate([reference, focal]), items=items, group=["reference"] * 2000 + ["zfocal"] * 2000)


def test_mantel_haenszel_flags_the_two_and_says_how_much(answers):
    found = mantel_haenszel(answers, focal="zfocal", level=LEVEL)
    assert found.settled
    assert {0, 1} <= set(found.flagged)
    assert len(found.flagged) <= 4
    # at equal θ the log odds ratio is 0.8
    assert [np.log(found.items[j].odds_ratio) for j in (0, 1)] == pytest.approx([0.8, 0.8], abs=0.3)
    assert found.items[0].size in "BC"
    assert found.items[10].size == "A"


def test_mantel_haenszel_of_one_table_by_hand():
    """One score level: a=20, b=10, c=12, d=18 gives α = 3 and χ² = (|20 − 16| − ½)² / 3.7966 (Holland & Thayer 1988)."""
    rows = [(1, 0)] * 20 + [(0, 1)] * 10 + [(1, 0)] * 12 + [(0, 1)] * 18
    answers = from_wide(np.array(rows), group=["a"] * 30 + ["b"] * 30)
    item = mantel_haenszel(answers, focal="b").items[0]
    assert item.odds_ratio == pytest.approx(20 * 18 / (10 * 12))
    assert item.chi_square == pytest.approx(3.5**2 / (30 * 30 * 32 * 28 / (60**2 * 59)))
    assert item.delta == pytest.approx(-2.35 * np.log(3))


def test_logistic_regression_flags_the_two_as_uniform(answers):
    found = logistic(answers, focal="zfocal", level=LEVEL)
    assert {0, 1} <= set(found.flagged)
    assert len(found.flagged) <= 4
    assert found.items[0].uniform_p < 1e-6
    assert found.items[0].nonuniform_p > 0.001
    assert 0 < found.items[0].effect < 0.1


def test_likelihood_ratio_with_purified_anchor_recovers_the_shift(answers):
    short = answers.select(range(10))
    found = likelihood_ratio(short, level=LEVEL)
    assert set(found.flagged) == {0, 1}
    reference, focal = found.items[0].parameters
    assert reference["d"] - focal["d"] == pytest.approx(0.8, abs=0.25)
    assert found.items[0].df == 2


def test_methods_for_two_categories_point_to_the_one_for_more(mixed):
    answers = from_wide(mixed[:, 1:], group=mixed[:, 0], empty_persons="drop")
    with pytest.raises(PsychometricsError, match="use likelihood_ratio"):
        mantel_haenszel(answers, focal="1")
    with pytest.raises(PsychometricsError, match="use likelihood_ratio"):
        logistic(answers, focal="1")


def test_one_group_cannot_be_compared():
    with pytest.raises(PsychometricsError, match="two groups"):
        mantel_haenszel(from_wide(np.array([[0, 1], [1, 0], [1, 1]])), focal="x")
