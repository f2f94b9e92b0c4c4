"""Fit statistics against R mirt 1.47 and against what they must be where the model holds."""

import numpy as np
import pytest

from kepu.engines.psychometrics import PsychometricsError, calibrate, from_wide, score, simulate
from kepu.engines.psychometrics.fit import m2, mean_squares, person_fit, q3, s_x2

from .conftest import expand, two_parameter


@pytest.fixture(scope="module", params=["LSAT6", "LSAT7"])
def lsat(request, references):
    reference = references[request.param]
    answers = expand(reference["table"])
    return reference, answers, calibrate(answers, tolerance=1e-12)


@pytest.fixture(scope="module")
def holds():
    """Answers to which the model that is fitted does apply."""
    rng = np.random.default_rng(21)
    items = two_parameter(rng.lognormal(0, 0.3, 40), rng.normal(0, 1, 40))
    answers = from_wide(simulate(items, rng.normal(size=3000), rng))
    return answers, calibrate(answers)


def test_m2_and_rmsea(lsat):
    reference, answers, fit = lsat
    found, expected = m2(fit, answers), reference["m2"]
    assert (found.m2, found.p, found.rmsea) == pytest.approx((expected["M2"], expected["p"], expected["RMSEA"]), rel=1e-4, abs=1e-9)
    assert found.df == expected["df"]
    assert found.rmsea_interval == pytest.approx((expected["RMSEA_5"], expected["RMSEA_95"]), rel=1e-3, abs=1e-4)
    assert found.srmsr == pytest.approx(expected["SRMSR"], rel=1e-4)


def test_m2_of_items_with_several_categories(references, mixed):
    answers = from_wide(mixed[(mixed >= 0).all(axis=1), 1:])
    fit = calibrate(answers, ["2pl"] * 5 + ["graded"] * 4, tolerance=1e-12)
    found, expected = m2(fit, answers), references["whole"]["m2"]
    assert fit.loglik == pytest.approx(references["whole"]["loglik"], rel=1e-9)
    assert (found.m2, found.df) == pytest.approx((expected["M2"], expected["df"]), rel=1e-4)


def test_s_x2(lsat):
    reference, answers, fit = lsat
    found = s_x2(fit, answers)
    assert [each.df for each in found] == reference["sx2"]["df.S_X2"]
    np.testing.assert_allclose([each.statistic for each in found], reference["sx2"]["S_X2"], rtol=1e-4)


def test_infit_and_outfit(lsat):
    reference, answers, fit = lsat
    found = mean_squares(fit, answers, score(fit, answers))
    for name in ("infit", "outfit"):
        np.testing.assert_allclose([getattr(each, name) for each in found], reference["infit_eap"][name], rtol=1e-4)
        np.testing.assert_allclose([getattr(each, f"z_{name}") for each in found], reference["infit_eap"][f"z.{name}"], rtol=1e-3)


def test_q3_residual_correlations(lsat):
    reference, answers, fit = lsat
    np.testing.assert_allclose(q3(fit, answers, score(fit, answers)), reference["q3"], atol=1e-5)


def test_lz_of_all_patterns(lsat):
    reference, answers, fit = lsat
    patterns = from_wide(np.array(reference["patterns"]), items=answers.items)
    found = person_fit(fit, patterns, score(fit, patterns), corrected=False)
    np.testing.assert_allclose(found, reference["zh"], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("method", ["ml", "map", "wle"])
def test_lz_star_is_standard_where_the_model_holds(holds, method):
    answers, fit = holds
    found = person_fit(fit, answers, score(fit, answers, method))
    found = found[np.isfinite(found)]
    assert abs(found.mean()) < 0.08
    assert found.std() == pytest.approx(1, abs=0.06)


def test_lz_star_finds_persons_who_answer_at_random(holds):
    answers, fit = holds
    random = from_wide(np.random.default_rng(3).integers(0, 2, (400, 40)), items=answers.items)
    assert (person_fit(fit, random, score(fit, random, "wle")) < -1.645).mean() > 0.6


def test_s_x2_keeps_its_level_where_the_model_holds(holds):
    answers, fit = holds
    p = np.array([each.p for each in s_x2(fit, answers)])
    assert (p < 0.01).sum() <= 2
    assert 0.3 < p.mean() < 0.7


def test_s_x2_of_graded_items_keeps_its_level(mixed):
    answers = from_wide(mixed[(mixed >= 0).all(axis=1), 1:])
    fit = calibrate(answers, ["2pl"] * 5 + ["graded"] * 4)
    assert min(each.p for each in s_x2(fit, answers)) > 0.001


def test_two_copies_of_an_item_stand_out_in_q3(holds):
    answers, _ = holds
    codes = answers.scores().astype(int)
    nearly = np.where(np.random.default_rng(1).random(len(codes)) < 0.15, 1 - codes[:, 0], codes[:, 0])
    doubled = from_wide(np.column_stack([codes, nearly]))
    fit = calibrate(doubled)
    found = q3(fit, doubled, score(fit, doubled))
    pairs = np.where(np.eye(len(found), dtype=bool), -1, found)
    assert set(np.unravel_index(pairs.argmax(), pairs.shape)) == {0, 40}


def test_m2_without_complete_persons_says_what_to_do(mixed):
    answers = mixed[:, 1:].copy()
    answers[::2, 0] = -1
    answers[1::2, 1] = -1
    fit = calibrate(from_wide(answers, empty_persons="drop"), ["2pl"] * 5 + ["graded"] * 4)
    with pytest.raises(PsychometricsError, match="answered every item"):
        m2(fit, from_wide(answers, empty_persons="drop"))
