"""Replicate weights: what they repeat, and that short cuts give what laid-out columns give."""

import numpy as np
import pytest

from kepu.engines.survey import (
    Calibration,
    Design,
    PostStratify,
    Rake,
    SurveyError,
    Trim,
    adjust_classes,
    adjust_propensity,
    brr,
    estimate_mean,
    estimate_proportion,
    estimate_quantile,
    estimate_total,
    jkn,
    rao_wu,
    reweight,
)
from kepu.engines.survey.replicates import hadamard

RNG = np.random.default_rng(5)
N = 900
STRATA = RNG.integers(0, 5, N)
PSU = RNG.integers(0, 8, N)
WEIGHTS = RNG.uniform(1, 3, N)
Y = RNG.random(N) < 0.3
SEX, AGE = RNG.integers(0, 2, N), RNG.integers(0, 3, N)
MARGINS = {"sex": (SEX, {0: 900.0, 1: 950.0}), "age": (AGE, {0: 600.0, 1: 650.0, 2: 600.0})}


def laid_out(design, y, codes):
    """Variance from columns of weights, written out as the definition says."""
    replicates = design.replicates
    columns = replicates.columns()
    found = []
    for code in np.unique(codes):
        rows = codes == code
        theta = (columns[rows] * y[rows, None]).sum(axis=0) / columns[rows].sum(axis=0)
        assert np.isfinite(theta).all()
        centre = theta.mean() if replicates.centre == "mean" else np.average(y[rows], weights=design.weights[rows])
        found.append(np.sqrt((replicates.scale * (theta - centre) ** 2).sum()))
    return np.array(found)


CHAINS = {
    "none": lambda found: found,
    "raked": lambda found: reweight(found, Rake.of(MARGINS)),
    "classes, then raked": lambda found: reweight(reweight(found, PostStratify.of(STRATA, dict.fromkeys(range(5), 370.0))), Rake.of(MARGINS)),
    "raked, then trimmed": lambda found: reweight(reweight(found, Rake.of(MARGINS)), Trim(0.5, 4.0)),
    "trimmed, then raked": lambda found: reweight(reweight(found, Trim(0.5, 4.0)), Rake.of(MARGINS)),
}


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("kind", ["rao-wu", "jkn"])
def test_estimates_are_those_of_the_columns_laid_out(chain, kind):
    start = rao_wu(STRATA, PSU, WEIGHTS, 40, seed=2) if kind == "rao-wu" else jkn(STRATA, PSU, WEIGHTS)
    replicates = CHAINS[chain](start)
    design = Design(replicates.weights, STRATA, PSU, replicates=replicates)
    for codes in (PSU // 4, SEX * 3 + AGE):
        found = estimate_proportion(design, Y, by=codes, method="replicates")
        np.testing.assert_allclose(found.se, laid_out(design, Y.astype(float), codes), rtol=1e-9, atol=1e-12)


def test_every_raked_replicate_meets_the_margins():
    replicates = reweight(rao_wu(STRATA, PSU, WEIGHTS, 30), Rake.of(MARGINS))
    columns = replicates.columns()
    for codes, totals in MARGINS.values():
        for label, total in totals.items():
            np.testing.assert_allclose(columns[codes == label].sum(axis=0), total, rtol=1e-9)


def test_raked_margin_has_no_sampling_error():
    replicates = reweight(rao_wu(STRATA, PSU, WEIGHTS, 30), Rake.of(MARGINS))
    design = Design(replicates.weights, STRATA, PSU, replicates=replicates)
    found = estimate_proportion(design, SEX, method="replicates")
    assert found.estimate[0] == pytest.approx(950 / 1850)
    assert found.se[0] < 1e-9


def test_nonresponse_is_adjusted_in_each_replicate_before_respondents_are_taken():
    answered = RNG.random(N) < 0.7
    step = adjust_classes(WEIGHTS, SEX, answered).notes["step"]
    replicates = reweight(rao_wu(STRATA, PSU, WEIGHTS, 50), step).take(answered)
    replicates = reweight(replicates, Rake.of({"age": (AGE[answered], {0: 600.0, 1: 650.0, 2: 600.0})}))
    columns = replicates.columns()
    assert columns.shape == (answered.sum(), 50)
    np.testing.assert_allclose(columns.sum(axis=0), 1850.0)
    design = Design(replicates.weights, STRATA[answered], PSU[answered], replicates=replicates)
    assert estimate_proportion(design, Y[answered], method="replicates").se[0] > 0


def test_propensity_and_greg_are_fitted_anew_in_each_replicate():
    answered = RNG.random(N) < 0.7
    step = adjust_propensity(WEIGHTS, np.column_stack([SEX, AGE]), answered).notes["step"]
    replicates = reweight(rao_wu(STRATA, PSU, WEIGHTS, 12), step)
    np.testing.assert_allclose(replicates.weights, adjust_propensity(WEIGHTS, np.column_stack([SEX, AGE]), answered).weights)
    taken = replicates.take(answered)
    assert taken.columns().shape == (answered.sum(), 12)
    X = np.column_stack([np.ones(N), AGE]).astype(float)
    greg = reweight(rao_wu(STRATA, PSU, WEIGHTS, 12), Calibration(X, [1850.0, 1900.0]))
    np.testing.assert_allclose(greg.columns().T @ X, np.tile([1850.0, 1900.0], (12, 1)), rtol=1e-8)


def test_bootstrap_has_the_variance_of_linearisation():
    design = Design(WEIGHTS, STRATA, PSU, replicates=rao_wu(STRATA, PSU, WEIGHTS, 4000, seed=9))
    linear, drawn = (estimate_mean(design, Y, by=SEX, method=method).se for method in ("taylor", "replicates"))
    np.testing.assert_allclose(drawn, linear, rtol=0.06)
    fpc = np.full(N, 0.5)
    design = Design(WEIGHTS, STRATA, PSU, fpc=fpc, replicates=rao_wu(STRATA, PSU, WEIGHTS, 4000, seed=9, fpc=fpc))
    linear, drawn = (estimate_mean(design, Y, by=SEX, method=method).se for method in ("taylor", "replicates"))
    np.testing.assert_allclose(drawn, linear, rtol=0.06)


def test_domain_that_many_replicates_lose_has_no_error_and_says_so():
    rare = np.where((STRATA == 1) & (PSU == 2), 1, 0)
    bootstrap = Design(WEIGHTS, STRATA, PSU, replicates=rao_wu(STRATA, PSU, WEIGHTS, 200, seed=1))
    found = estimate_proportion(bootstrap, Y, by=rare, method="replicates")
    assert found.lost[0] == 0 and found.lost[1] > 50
    assert np.isfinite(found.se[0]) and np.isnan([found.se[1], found.low[1], found.high[1]]).all()
    jackknife = Design(WEIGHTS, STRATA, PSU, replicates=jkn(STRATA, PSU, WEIGHTS))
    assert np.isnan(estimate_mean(jackknife, Y, by=rare, method="replicates").se[1])
    median = estimate_quantile(bootstrap, WEIGHTS, by=rare, method="replicates")
    assert median.lost.tolist() == found.lost.tolist() and np.isnan(median.se[1])


def test_few_lost_replicates_are_stood_for_by_the_others():
    rare = np.where(np.isin(STRATA, (1, 2, 3)) & (PSU == 2), 1, 0)
    bootstrap = Design(WEIGHTS, STRATA, PSU, replicates=rao_wu(STRATA, PSU, WEIGHTS, 400, seed=1))
    found = estimate_mean(bootstrap, Y, by=rare, method="replicates")
    kept = found.replicates[1][np.isfinite(found.replicates[1])]
    assert 0 < found.lost[1] < 40
    assert found.se[1] == pytest.approx(kept.std(ddof=0) * np.sqrt(400 / 399), rel=1e-9)


def test_bootstrap_depends_on_labels_and_seed_and_not_on_the_order_of_rows():
    mix = np.random.default_rng(0).permutation(N)
    one, other = rao_wu(STRATA, PSU, WEIGHTS, 20, seed=3), rao_wu(STRATA[mix], PSU[mix], WEIGHTS[mix], 20, seed=3)
    np.testing.assert_allclose(other.columns(), one.columns()[mix])
    assert not np.allclose(rao_wu(STRATA, PSU, WEIGHTS, 20, seed=4).columns(), one.columns())
    np.testing.assert_allclose(one.parts[0][1].mean(axis=1), 1, atol=0.8)


@pytest.mark.parametrize("least", [1, 3, 9, 17, 25, 41, 65])
def test_hadamard_matrices_are_balanced(least):
    found = hadamard(least)
    assert len(found) >= least and (found[0] == 1).all()
    np.testing.assert_array_equal(found @ found.T, len(found) * np.eye(len(found)))


@pytest.mark.parametrize("fay", [0.0, 0.5])
def test_half_samples_give_a_totals_variance_exactly(fay):
    strata, psu = np.repeat(np.arange(13), 2), np.tile([0, 1], 13)
    y, w = RNG.normal(size=26), RNG.uniform(1, 2, 26)
    design = Design(w, strata, psu, replicates=brr(strata, psu, w, fay=fay))
    np.testing.assert_allclose(estimate_total(design, y, method="replicates").se, estimate_total(design, y).se, rtol=1e-10)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: rao_wu([0, 0, 1], [0, 1, 2], np.ones(3)), "one-psu-in-stratum"),
        (lambda: rao_wu(None, [0, 1, 2], np.ones(3), 1), "out-of-range"),
        (lambda: brr([0, 0, 0], [0, 1, 2], np.ones(3)), "not-two-psus"),
        (lambda: brr([0, 0], [0, 1], np.ones(2), fay=1), "out-of-range"),
        (lambda: jkn(None, np.arange(5000), np.ones(5000)), "too-many-replicates"),
        (lambda: reweight(rao_wu(None, [0, 1, 2], np.ones(3)), "rake"), "not-a-function"),
        (lambda: Design(np.ones(3), psu=[0, 1, 2], replicates=rao_wu(None, [0, 1, 2], np.full(3, 2.0))), "replicates-differ"),
        (lambda: estimate_mean(Design(np.ones(3)), [1, 2, 3], method="replicates"), "no-replicates"),
    ],
)
def test_bad_input_is_named(call, code):
    with pytest.raises(SurveyError) as caught:
        call()
    assert caught.value.code == code


def test_margins_that_a_replicate_cannot_meet_are_not_passed_over():
    """Cells so sparse that a drawn half leaves margins at odds."""
    psu = np.arange(8)
    sex, age = np.array([0, 0, 0, 1, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 1, 1, 2, 2])
    step = Rake.of({"sex": (sex, {0: 50.0, 1: 50.0}), "age": (age, {0: 30.0, 1: 40.0, 2: 30.0})}, max_iterations=300)
    with pytest.raises(SurveyError) as caught:
        reweight(rao_wu(None, psu, np.ones(8), 200), step)
    assert caught.value.code == "not-converged" and caught.value.details["replicates"] >= 1


def test_values_that_each_replicate_has_of_its_own():
    design = Design(WEIGHTS, strata=STRATA, psu=PSU, replicates=rao_wu(STRATA, PSU, WEIGHTS, 40, seed=2))
    chance = np.random.default_rng(1).random(N)
    same = np.repeat(chance[:, None], 40, axis=1)
    held, own = (
        estimate_mean(design, chance, by=SEX, method="replicates"),
        estimate_proportion(design, chance, by=SEX, method="replicates", replicate_values=same),
    )
    np.testing.assert_allclose(own.estimate, held.estimate)
    np.testing.assert_allclose(own.se, held.se)
    moved = same + np.random.default_rng(2).normal(0, 0.05, 40)
    more = estimate_mean(design, chance, by=SEX, where=AGE > 0, method="replicates", replicate_values=moved)
    columns, kept = design.replicates.columns(), AGE > 0
    for place, sex in enumerate((0, 1)):
        rows = kept & (sex == SEX)
        by_hand = (columns[rows] * moved[rows]).sum(axis=0) / columns[rows].sum(axis=0)
        assert more.se[place] == pytest.approx(np.sqrt(design.replicates.variance(more.estimate[[place]], by_hand[None])[0]))


@pytest.mark.parametrize(
    ("y", "values", "code"),
    [
        (np.full(N, 1.5), np.ones((N, 40)), "not-a-probability"),
        (np.full(N, 0.5), np.ones((N, 39)), "wrong-length"),
        (np.full(N, 0.5), np.full((N, 40), np.nan), "not-finite"),
    ],
)
def test_values_of_replicates_that_do_not_fit_are_named(y, values, code):
    design = Design(WEIGHTS, strata=STRATA, psu=PSU, replicates=rao_wu(STRATA, PSU, WEIGHTS, 40, seed=2))
    with pytest.raises(SurveyError) as caught:
        estimate_proportion(design, y, method="replicates", replicate_values=values)
    assert caught.value.code == code
