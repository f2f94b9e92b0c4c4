"""Calibrations agree with R mirt 1.47 (41 nodes on [-6, 6], TOL 1e-11) and, to what its nodes allow, ltm 1.2-0."""

import numpy as np
import pytest

from kepu.engines.psychometrics import calibrate, from_wide, score
from kepu.engines.psychometrics.calibrate import look
from kepu.engines.psychometrics.shards import Shard

from .conftest import expand

EXACT = {"tolerance": 1e-12}


@pytest.mark.parametrize("data", ["LSAT6", "LSAT7"])
def test_two_parameter_model_gives_the_published_likelihood_and_parameters(references, data):
    reference = references[data]
    fit = calibrate(expand(reference["table"]), "2pl", errors="oakes", **EXACT)
    assert fit.loglik == pytest.approx(reference["two"]["loglik"], rel=1e-9)
    assert fit.loglik == pytest.approx(reference["ltm_two"], rel=1e-7)
    expected = [row[name] for row in reference["two"]["items"] for name in ("a1", "d")]
    np.testing.assert_allclose(fit.free, expected, atol=2e-5)
    np.testing.assert_allclose(fit.covariance, reference["two_vcov"], rtol=2e-3, atol=2e-5)


@pytest.mark.parametrize("data", ["LSAT6", "LSAT7"])
def test_rasch_model_gives_the_published_likelihood_and_variance(references, data):
    reference = references[data]
    fit = calibrate(expand(reference["table"]), "rasch", **EXACT)
    assert fit.loglik == pytest.approx(reference["rasch"]["loglik"], rel=1e-9)
    assert fit.loglik == pytest.approx(reference["ltm_rasch"], rel=1e-7)
    assert fit.sd[0] ** 2 == pytest.approx(reference["rasch_variance"], rel=5e-5)
    np.testing.assert_allclose([item.values[1] for item in fit.items[0]], [row["d"] for row in reference["rasch"]["items"]], rtol=1e-5)


def test_rasch_with_free_variance_is_one_slope_for_all(references):
    answers = expand(references["LSAT6"]["table"])
    rasch, one = calibrate(answers, "rasch", **EXACT), calibrate(answers, "1pl", **EXACT)
    slopes = {item.values[0] for item in one.items[0]}
    assert len(slopes) == 1
    assert slopes.pop() == pytest.approx(rasch.sd[0], rel=1e-4)
    assert one.loglik == pytest.approx(rasch.loglik, abs=1e-3)


@pytest.mark.parametrize("model", ["graded", "gpcm", "nominal"])
def test_polytomous_models_with_missing_answers(references, mixed, model):
    answers = from_wide(mixed[:, 6:], empty_persons="drop")
    fit = calibrate(answers, model, errors=None if model == "nominal" else "oakes", **EXACT)
    assert fit.loglik == pytest.approx(references[model]["loglik"], rel=1e-9)
    if model == "nominal":
        return
    names = ("a1", "d1", "d2", "d3")
    np.testing.assert_allclose(fit.free, [row[name] for row in references[model]["items"] for name in names], atol=3e-5)
    np.testing.assert_allclose(fit.covariance, references[model]["vcov"], rtol=5e-3, atol=5e-5)
    shown = np.array(references[model]["eap"])
    scores = score(fit, from_wide(mixed[:, 6:], empty_persons="keep"))
    np.testing.assert_allclose(np.stack([scores.theta, scores.se], axis=1)[:20], shown, atol=2e-5)


def test_three_parameter_model_with_beta_prior(references, mixed):
    """R mirt's likelihood and log prior at its own estimates, which are not quite at the top: ours is higher."""
    answers = from_wide(mixed[:, 1:6], empty_persons="drop")
    fit = calibrate(answers, "3pl", **EXACT)
    theirs = np.array([[row["a1"], row["d"], np.log(row["g"] / (1 - row["g"]))] for row in references["three"]["items"]])
    place = look(fit.layout, fit.theta, Shard(answers))(theirs.ravel())
    assert place.found.loglik == pytest.approx(references["three"]["loglik"], rel=1e-9)
    assert place.value - place.found.loglik == pytest.approx(references["three"]["logprior"], rel=1e-6)
    top = look(fit.layout, fit.theta, Shard(answers))(fit.free)
    assert top.value > place.value
    np.testing.assert_allclose(top.gradient, 0, atol=1e-4)


def test_items_of_different_models_together(references, mixed):
    fit = calibrate(from_wide(mixed[:, 1:], empty_persons="drop"), ["2pl"] * 5 + ["graded"] * 4, **EXACT)
    assert fit.loglik == pytest.approx(references["mixed"]["loglik"], rel=1e-9)


def test_second_group_has_its_own_mean_and_variance(references, mixed):
    fit = calibrate(from_wide(mixed[:, 1:], group=mixed[:, 0], empty_persons="drop"), ["2pl"] * 5 + ["graded"] * 4, **EXACT)
    assert fit.loglik == pytest.approx(references["groups"]["loglik"], rel=1e-9)
    assert fit.mean[1] == pytest.approx(references["groups"]["mean"], abs=1e-4)
    assert fit.sd[1] ** 2 == pytest.approx(references["groups"]["variance"], rel=3e-4)


def test_same_likelihood_as_pypi_mirt_1_2():
    mirt = pytest.importorskip("mirt")
    rng = np.random.default_rng(5)
    theta = rng.normal(size=3000)
    slope, level = rng.lognormal(0, 0.3, 20), rng.normal(0, 1, 20)
    answers = (rng.random((3000, 20)) < 1 / (1 + np.exp(-(slope * theta[:, None] + level)))).astype(int)
    other = mirt.fit_mirt(answers, "2PL", n_quadpts=61, tol=1e-7, compute_standard_errors=False)
    assert calibrate(from_wide(answers)).loglik == pytest.approx(other.log_likelihood, rel=1e-6)


@pytest.mark.parametrize("method", ["eap", "map", "ml", "wle"])
def test_scores_of_all_patterns(references, method):
    for data in ("LSAT6", "LSAT7"):
        reference = references[data]
        fit = calibrate(expand(reference["table"]), "2pl", **EXACT)
        patterns = from_wide(np.array(reference["patterns"]), items=[f"i{j}" for j in range(1, 6)])
        scores = score(fit, patterns, method)
        expected = np.array([float(value) for value in reference[method]["theta"]])
        np.testing.assert_allclose(scores.theta, expected, atol=2e-4)
        if method != "wle":  # R mirt gives another error for WLE than 1/sqrt(information)
            errors = np.array([float(value) if value != "NA" else np.nan for value in reference[method]["se"]])
            np.testing.assert_allclose(scores.se, errors, rtol=2e-4)
