"""Plausible values and a sample in one interval."""

import numpy as np
import pytest

from kepu.engines.survey import Design, SurveyError, combine, estimate_proportion, proportion_with_plausible_values

RNG = np.random.default_rng(3)


def test_rubins_rules_on_numbers_worked_by_hand():
    """Means 1, 2, 3 with variance 1: Q = 2, B = 1, T = 1 + 4/3, ν = 2 (1 + 3/4)² (Rubin 1987, 3.1.6)."""
    found = combine([1.0, 2.0, 3.0], [1.0, 1.0, 1.0])
    assert found.estimate[0] == 2
    assert found.variance[0] == pytest.approx(7 / 3)
    assert found.df[0] == pytest.approx(2 * (1 + 3 / 4) ** 2)
    assert found.missing[0] == pytest.approx((4 / 3) / (7 / 3))


def test_barnard_and_rubins_degrees_of_freedom():
    """ν = (1/ν_m + 1/ν_obs)⁻¹ with ν_obs = (ν₀ + 1)/(ν₀ + 3) ν₀ (1 − γ) (Barnard & Rubin 1999)."""
    found = combine([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], complete_df=20)
    observed = 21 / 23 * 20 * (1 - 4 / 7)
    assert found.df[0] == pytest.approx(1 / (1 / 6.125 + 1 / observed))


def test_equal_draws_add_nothing():
    found = combine(np.full((5, 2), 0.3), np.full((5, 2), 0.01), complete_df=[10, 20])
    np.testing.assert_allclose(found.se, 0.1)
    np.testing.assert_allclose(found.df, [11 / 13 * 10, 21 / 23 * 20])


def test_nested_draws_tell_calibration_from_measurement():
    q = np.array([[[1.0], [1.2]], [[3.0], [3.2]], [[2.0], [2.2]]])
    found = combine(q, np.full_like(q, 0.5))
    inner, outer = (1 - 1 / 2) * 0.02, (1 + 1 / 3) * 1.0
    assert found.calibration[0] == pytest.approx(outer)
    assert found.variance[0] == pytest.approx(0.5 + inner + outer)
    # independent draws, one a set, give the same as nested draws without spread inside
    flat = combine(q[:, 0], np.full((3, 1), 0.5))
    assert found.variance[0] == pytest.approx(flat.variance[0] + inner)


def test_share_with_plausible_values_by_domain_has_both_uncertainties():
    n = 800
    psu, group = RNG.integers(0, 40, n), RNG.integers(0, 3, n)
    design = Design(RNG.uniform(1, 3, n), psu // 10, psu)
    values = RNG.normal(0.0, 1, n)[:, None] + RNG.normal(0, 0.5, (n, 10)) > 0.8
    found = proportion_with_plausible_values(design, values, by=group)
    single = [estimate_proportion(design, values[:, m], by=group) for m in range(10)]
    np.testing.assert_allclose(found.estimate, np.mean([one.estimate for one in single], axis=0))
    np.testing.assert_allclose(found.within, np.mean([one.variance for one in single], axis=0))
    assert (found.variance > found.within).all() and found.keys == single[0].keys
    assert ((found.low < found.estimate) & (found.estimate < found.high)).all()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: combine([1.0], [1.0]), "too-few-draws"),
        (lambda: combine([1.0, 2.0], [1.0]), "wrong-length"),
        (lambda: combine([1.0, 2.0], [1.0, -1.0]), "not-positive"),
        (lambda: proportion_with_plausible_values(Design(np.ones(4)), np.ones(4)), "wrong-length"),
        (lambda: proportion_with_plausible_values(Design(np.ones(4)), np.full((4, 3), 0.5)), "not-binary"),
    ],
)
def test_bad_input_is_named(call, code):
    with pytest.raises(SurveyError) as caught:
        call()
    assert caught.value.code == code
