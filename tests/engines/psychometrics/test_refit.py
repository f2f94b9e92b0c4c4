"""Parameters under other weights, and what they make of the persons."""

import numpy as np
import pytest

from kepu.engines.psychometrics import PsychometricsError, calibrate, exceedance, from_wide, plausible_values, refit, regress, simulate

from .conftest import two_parameter


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(8)
    items = two_parameter(rng.lognormal(0, 0.3, 15), rng.normal(0, 1, 15))
    z = rng.normal(size=1500)
    matrix = simulate(items, 0.6 * z + 0.8 * rng.normal(size=1500), rng)
    answers = from_wide(matrix)
    return matrix, answers, z, calibrate(answers, errors="oakes")


def test_one_step_comes_near_the_calibration_under_the_same_weights(world):
    matrix, answers, _, fit = world
    weights = np.random.default_rng(3).exponential(size=(1500, 6)) * 40
    for column, scale in zip(weights.T, refit(fit, answers, weights), strict=True):
        whole = calibrate(from_wide(matrix, weight=column * 1500 / column.sum()))
        full, step, start = (np.array([item.values for item in found.items[0]]) for found in (whole, scale, fit))
        assert np.abs(step - full).max() < 0.35 * np.abs(start - full).max()
        assert np.corrcoef((step - start).ravel(), (full - start).ravel())[0, 1] > 0.99


def test_the_own_weights_change_nothing_and_slopes_keep_their_sign(world):
    _, answers, _, fit = world
    (same,) = refit(fit, answers, np.full((1500, 1), 7.0))
    np.testing.assert_allclose([item.values for item in same.items[0]], [item.values for item in fit.items[0]], rtol=1e-12)
    few = np.zeros((1500, 40))
    few[np.random.default_rng(1).integers(0, 1500, (25, 40)), np.arange(40)] = 1.0
    assert all(item.values[0] > 0 for scale in refit(fit, answers, few) for item in scale.items[0])


def test_a_refit_needs_the_information_and_a_weight_a_person(world):
    _, answers, _, fit = world
    with pytest.raises(PsychometricsError, match="oakes"):
        list(refit(calibrate(answers), answers, np.ones((1500, 2))))
    with pytest.raises(PsychometricsError, match="1500 persons"):
        list(refit(fit, answers, np.ones((1400, 2))))


def test_chances_are_what_many_plausible_values_come_to(world):
    _, answers, z, fit = world
    cuts = np.array([-np.inf, -1.0, 0.3, 1.2, np.inf])
    chances, model = exceedance(fit, answers, z, cuts)
    draws = plausible_values(fit, answers, draws=300, rng=np.random.default_rng(5), background=z)
    for k, cut in enumerate(cuts):
        assert np.abs(chances[:, k] - (draws > cut).mean(axis=1)).max() < 0.12  # 300 draws scatter by 0.03
        assert chances[:, k].mean() == pytest.approx((draws > cut).mean(), abs=0.003)
    assert model.coefficients == pytest.approx(regress(fit, answers, z).coefficients)
    again, _ = exceedance(fit, answers, z, cuts, start=model)
    np.testing.assert_allclose(again, chances, atol=1e-6)
