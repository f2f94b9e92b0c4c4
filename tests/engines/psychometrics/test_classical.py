"""Classical item analysis against hand-computed and closed-form figures."""

import numpy as np
import pytest

from kepu.engines.psychometrics import ResponseError, from_wide
from kepu.engines.psychometrics.classical import analyse

from .conftest import expand


def test_alpha_of_lsat6_as_ltm_gives_it(references):
    """ltm 1.2-0, cronbach.alpha(LSAT): 0.295."""
    found = analyse(expand(references["LSAT6"]["table"]))
    assert found.alpha == pytest.approx(0.295, abs=5e-4)
    assert [round(item.difficulty, 3) for item in found.items] == [0.924, 0.709, 0.553, 0.763, 0.870]


def test_alpha_of_parallel_items_is_spearman_brown():
    rng = np.random.default_rng(2)
    true = rng.normal(size=200000)
    points = np.digitize(true[:, None] + rng.normal(size=(200000, 4)), np.linspace(-4, 4, 33))
    correlation = np.corrcoef(points.T)[np.triu_indices(4, 1)].mean()
    found = analyse(from_wide(points))
    assert found.alpha == pytest.approx(4 * correlation / (1 + 3 * correlation), abs=2e-3)
    assert found.sem == pytest.approx(found.sd * np.sqrt(1 - found.alpha))


def test_a_distractor_that_draws_the_able_shows():
    rng = np.random.default_rng(3)
    theta = rng.normal(size=4000)
    right = (rng.random((4000, 8)) < 1 / (1 + np.exp(-1.5 * theta[:, None]))).astype(int)
    choices = np.where(right == 1, 1, rng.integers(2, 5, right.shape))
    choices[(right[:, 0] == 0) & (theta > 0.3), 0] = 4
    found = analyse(from_wide(choices), key=[1] * 8)
    options = {option.label: option for option in found.items[0].options}
    assert options[1].correlation > 0.3
    assert options[4].rest > options[2].rest + 0.1
    assert sum(option.share for option in options.values()) == pytest.approx(1)


def test_weights_count_persons_as_often_as_they_say():
    rng = np.random.default_rng(4)
    points = rng.integers(0, 3, (60, 5))
    twice = analyse(from_wide(np.concatenate([points, points[:20]])))
    weighted = analyse(from_wide(points, weight=np.where(np.arange(60) < 20, 2.0, 1.0)))
    assert [item.difficulty for item in weighted.items] == pytest.approx([item.difficulty for item in twice.items])
    assert [item.discrimination for item in weighted.items] == pytest.approx([item.discrimination for item in twice.items])


def test_a_key_that_is_no_option_is_named():
    with pytest.raises(ResponseError, match="key of item2"):
        analyse(from_wide(np.array([[1, 2], [2, 1], [1, 1]])), key=[1, 7])
