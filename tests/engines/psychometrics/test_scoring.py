"""Scores, information, reliability and plausible values."""

import numpy as np
import pytest

from kepu.engines.psychometrics import (
    Item,
    PsychometricsError,
    Scale,
    calibrate,
    empirical_reliability,
    expected_score,
    from_wide,
    item_information,
    marginal_reliability,
    plausible_values,
    regress,
    score,
    simulate,
    test_information,
)
from kepu.engines.psychometrics.models import MODELS

from .conftest import expand, two_parameter


@pytest.fixture(scope="module")
def world():
    """A long test whose persons' trait follows a background variable: θ = 0.6 z + N(0, 0.8)."""
    rng = np.random.default_rng(31)
    items = two_parameter(rng.lognormal(0, 0.3, 40), rng.normal(0, 1, 40))
    z = rng.normal(size=4000)
    theta = 0.6 * z + 0.8 * rng.normal(size=4000)
    answers = from_wide(simulate(items, theta, rng))
    return answers, theta, z, calibrate(answers)


def test_information_and_reliability_of_lsat(references):
    for data in ("LSAT6", "LSAT7"):
        fit = calibrate(expand(references[data]["table"]), tolerance=1e-12)
        found = test_information(fit.items[0], np.array([-2.0, 0.0, 1.0]))
        np.testing.assert_allclose(found, references[data]["information"], rtol=1e-4)
        assert marginal_reliability(fit) == pytest.approx(references[data]["marginal"], rel=1e-3)


def test_information_is_minus_the_expected_second_derivative():
    items = [
        Item("three", "3pl", (0, 1), np.array([1.3, -0.2, -1.5])),
        Item("grades", "graded", (0, 1, 2), np.array([1.1, 0.9, -0.7])),
        Item("credit", "gpcm", (0, 1, 2), np.array([0.8, 0.4, -0.2])),
        Item("signs", "nominal", (0, 1, 2), np.array([0.5, 1.2, 0.1, -0.3])),
    ]
    theta, h = np.array([-1.2, 0.1, 1.7]), 1e-4
    for j, item in enumerate(items):
        log_p = [MODELS[item.model].curves(item.values[None], theta + step)[0][0] for step in (-h, 0.0, h)]
        expected = -(np.exp(log_p[1]) * (log_p[0] - 2 * log_p[1] + log_p[2]) / h**2).sum(axis=0)
        np.testing.assert_allclose(item_information(items, theta)[j], expected, rtol=1e-4)


@pytest.mark.parametrize("method", ["eap", "map", "wle", "ml"])
def test_scores_lie_within_their_errors(world, method):
    answers, theta, _, fit = world
    found = score(fit, answers, method)
    z = (found.theta - theta) / found.se
    z = z[np.isfinite(z)]
    assert np.mean(np.abs(z) < 1.96) == pytest.approx(0.95, abs=0.02)


def test_warm_scores_are_less_biased_than_maximum_likelihood():
    rng = np.random.default_rng(5)
    items = two_parameter(np.full(15, 1.2), np.linspace(-2, 2, 15))
    fit = calibrate(from_wide(simulate(items, rng.normal(size=3000), rng)))
    able = from_wide(simulate(items, np.full(4000, 1.5), rng), items=fit.layout.items)
    wle, ml = score(fit, able, "wle"), score(fit, able, "ml")
    finite = np.isfinite(ml.theta)
    assert abs(wle.theta.mean() - 1.5) < 0.1
    assert np.isinf(ml.theta[~finite]).all()


def test_empirical_reliability_is_the_squared_correlation_with_the_truth(world):
    answers, theta, _, fit = world
    found = score(fit, answers)
    assert empirical_reliability(found) == pytest.approx(np.corrcoef(found.theta, theta)[0, 1] ** 2, abs=0.02)


def test_plausible_values_keep_the_spread_that_scores_lose(world):
    answers, _, _, fit = world
    values = plausible_values(fit, answers, draws=5, rng=np.random.default_rng(1))
    assert values.shape == (4000, 5)
    assert values.std() == pytest.approx(1, abs=0.03)
    assert score(fit, answers).theta.std() < 0.97


def test_latent_regression_recovers_its_coefficients(world):
    answers, _, z, fit = world
    found = regress(fit, answers, z)
    assert found.coefficients[1] == pytest.approx(0.6, abs=3 * np.sqrt(found.covariance[1, 1]))
    assert found.sd == pytest.approx(0.8, abs=0.04)
    values = plausible_values(fit, answers, draws=4, rng=np.random.default_rng(2), background=z)
    assert np.polyfit(np.repeat(z, 4), values.ravel(), 1)[0] == pytest.approx(found.coefficients[1], abs=0.03)


def test_a_short_test_regressed_on_background_is_not_shrunk(world):
    answers, _, z, fit = world
    few = from_wide(np.where(np.arange(40) < 6, answers.scores(), np.nan)[:, :6], items=answers.items[:6])
    plain, conditioned = score(fit, few).theta, plausible_values(fit, few, draws=3, rng=np.random.default_rng(3), background=z).mean(axis=1)
    assert np.polyfit(z, plain, 1)[0] < 0.4
    assert np.polyfit(z, conditioned, 1)[0] == pytest.approx(0.6, abs=0.08)


def test_items_stored_by_name_score_as_the_calibration_did(world):
    answers, _, _, fit = world
    stored = [(item.name, item.model, item.labels, item.parameters()) for item in fit.items[0]]
    scale = Scale.of([Item.of(*each) for each in stored])
    np.testing.assert_array_equal(score(scale, answers, "wle").theta, score(fit, answers, "wle").theta)
    with pytest.raises(PsychometricsError, match="are not the parameters of 2pl"):
        Item.of("x", "2pl", (0, 1), {"a": 1.0, "b": 0.0})


def test_collinear_background_is_refused(world):
    answers, _, z, fit = world
    with pytest.raises(PsychometricsError, match="collinear"):
        regress(fit, answers, np.stack([z, 2 * z], axis=1))


def test_unknown_items_and_answers_are_refused(world):
    _, _, _, fit = world
    with pytest.raises(PsychometricsError, match="without parameters: new"):
        score(fit, from_wide(np.array([[0, 1], [1, 0]]), items=["item1", "new"]))
    with pytest.raises(PsychometricsError, match="not calibrated with the answer 7"):
        score(fit, from_wide(np.array([[0], [7]]), items=["item1"]))


def test_expected_score_rises_from_none_to_all():
    items = two_parameter(np.ones(10), np.zeros(10))
    found = expected_score(items, np.array([-30.0, 0.0, 30.0]))
    assert found == pytest.approx([0, 5, 10])
