"""The two-stage bootstrap gives the textbook variance of a two-stage sample."""

from __future__ import annotations

import numpy as np
import pytest

from kepu.engines.survey import (
    Design,
    PostStratify,
    Replicates,
    SurveyError,
    degrees_of_freedom,
    estimate_proportion,
    estimate_total,
    reweight,
    two_stage,
)


def textbook(y: np.ndarray, psu: np.ndarray, n_psu: int, n_units: int) -> float:
    """Variance of a total under simple random sampling at both stages (Cochran 1977, Sampling Techniques, eq. 11.24)."""
    codes = np.unique(psu)
    n, m = len(codes), int((psu == codes[0]).sum())
    totals = np.array([n_units / m * y[psu == code].sum() for code in codes])
    between = n_psu**2 * (1 - n / n_psu) / n * totals.var(ddof=1)
    within = sum(n_units**2 * (1 - m / n_units) / m * y[psu == code].var(ddof=1) for code in codes)
    return float(between + n_psu / n * within)


@pytest.mark.parametrize(("drawn", "of"), [(6, 8), (6, 60), (4, 4)])
def test_the_variance_of_a_total_is_that_of_both_stages(drawn: int, of: int) -> None:
    rng = np.random.default_rng(3)
    psu, units, inside = np.repeat(np.arange(drawn), 8), 8, 40
    y = rng.normal(5, 2, len(psu)) + rng.normal(0, 1, drawn)[psu]
    weights = np.full(len(psu), of / drawn * inside / units)
    made = two_stage(np.zeros(len(psu)), psu, weights, 20_000, 5, psu_fraction=drawn / of, unit_fraction=units / inside)
    found = estimate_total(Design(weights, np.zeros(len(psu)), psu, replicates=made), y, method="replicates")
    assert found.variance[0] == pytest.approx(textbook(y, psu, of, inside), rel=0.04)


def test_fays_factor_leaves_the_variance_of_a_total_and_bends_a_poststratified_one_less() -> None:
    rng = np.random.default_rng(8)
    psu, cell = np.repeat(np.arange(30), 10), rng.integers(0, 20, 300)
    y, weights = rng.normal(cell / 10, 1), np.full(300, 50.0)
    share = {"psu_fraction": np.ones(300), "unit_fraction": 0.02}
    # Of a post-stratified total the linearised variance is that of what is left of y within the cells (Särndal, Swensson & Wretman 1992, eq. 7.6.7).
    means = np.bincount(cell, y) / np.bincount(cell)
    left = [(y - means[cell])[psu == code] for code in range(30)]
    linear = sum(50**2 * (1 - 0.02) * 10 * part.var(ddof=1) for part in left)
    step = PostStratify.of(cell, {code: 50.0 * n for code, n in enumerate(np.bincount(cell).tolist())})

    def variance(replicates: Replicates) -> float:
        design = Design(weights, psu, psu, lonely="centre", replicates=replicates)
        return float(estimate_total(design, y, method="replicates").variance[0])

    plain, bent = {}, {}
    for fay in (0.0, 0.5):
        made = two_stage(psu, psu, weights, 4000, 5, fay=fay, **share)
        plain[fay], bent[fay] = variance(made), variance(reweight(made, step)) / linear
    assert plain[0.5] == pytest.approx(plain[0.0])
    assert bent[0.0] > 1.08 and bent[0.5] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("of", range(2, 13))
def test_factors_are_one_on_average_and_never_negative(of: int) -> None:
    for drawn in range(2, of + 1):
        psu = np.repeat(np.arange(drawn), 10)
        made = two_stage(np.zeros(len(psu)), psu, np.ones(len(psu)), 2000, 1, psu_fraction=drawn / of, unit_fraction=0.02)
        columns = made.columns()
        assert columns.min() >= 0
        np.testing.assert_allclose(columns.mean(axis=1), 1, atol=0.12)


def test_a_stratum_with_one_psu_is_named() -> None:
    with pytest.raises(SurveyError, match="one PSU") as caught:
        two_stage(["a", "b", "b"], [1, 2, 3], [1, 1, 1], psu_fraction=0.5)
    assert caught.value.code == "one-psu-in-stratum"


def test_a_psu_in_every_sample_adds_what_varies_within_it() -> None:
    rng = np.random.default_rng(6)
    y, psu, weights = rng.normal(5, 2, 60), np.repeat([0, 1, 2], 20), np.repeat([4.0, 10.0, 10.0], 20)
    strata, first = np.repeat(["sure", "drawn", "drawn"], 20), np.repeat([1.0, 0.2, 0.2], 20)
    made = two_stage(strata, psu, weights, 20_000, 5, psu_fraction=first, unit_fraction=0.25)
    whole = estimate_total(Design(weights, strata, psu, first, replicates=made), y, method="replicates").variance[0]
    own = psu > 0
    rest = two_stage(strata[own], psu[own], weights[own], 20_000, 5, psu_fraction=0.2, unit_fraction=0.25)
    design = Design(weights[own], strata[own], psu[own], first[own], replicates=rest)
    drawn = estimate_total(design, y[own], method="replicates").variance[0]
    within = 4.0**2 * 20 * (1 - 0.25) * y[:20].var(ddof=1)
    assert whole == pytest.approx(drawn + within, rel=0.04)


def test_a_share_outside_its_range_is_refused() -> None:
    with pytest.raises(SurveyError) as caught:
        two_stage([1, 1], [1, 2], [1, 1], psu_fraction=1.5)
    assert caught.value.subject == "psu_fraction"
    with pytest.raises(SurveyError, match="fay"):
        two_stage([1, 1], [1, 2], [1, 1], psu_fraction=0.5, fay=1.0)


def test_degrees_of_freedom_are_those_of_the_variance_itself() -> None:
    """Satterthwaite's match: twice the squared mean over the variance of the estimated variances of 4,000 drawn samples."""
    rng = np.random.default_rng(8)
    of, inside, drawn, units = 8, 200, 6, 25
    town = rng.normal(0, 0.3, of)[:, None] + rng.normal(0, 1, (of, inside))
    psu, weights = np.repeat(np.arange(drawn), units), np.full(drawn * units, of / drawn * inside / units)
    found, degrees = [], []
    for _sample in range(4000):
        places = rng.choice(of, drawn, replace=False)
        y = np.concatenate([rng.choice(town[place], units, replace=False) for place in places])
        found.append(textbook(y, psu, of, inside))
        degrees.append(degrees_of_freedom(np.zeros(len(y)), psu, weights, y, psu_fraction=drawn / of, unit_fraction=units / inside))
    assert np.median(degrees) == pytest.approx(2 * np.mean(found) ** 2 / np.var(found), rel=0.35)
    assert drawn - 1 < np.median(degrees) < drawn * units


def test_drawn_from_many_psus_the_degrees_of_freedom_are_psus_less_strata() -> None:
    rng = np.random.default_rng(3)
    psu = np.repeat(np.arange(20), 10)
    y = rng.normal(0, 1, 20)[psu] + rng.normal(0, 0.3, 200)
    assert degrees_of_freedom(np.zeros(200), psu, np.ones(200), y, psu_fraction=0.001) == pytest.approx(19, abs=0.5)


def test_intervals_use_the_degrees_of_freedom_of_the_design() -> None:
    rng = np.random.default_rng(4)
    psu, y, group = np.repeat(np.arange(6), 30), rng.integers(0, 2, 180), np.arange(180) % 3
    plain, told = (Design(np.ones(180), psu // 3, psu, freedom=freedom) for freedom in (None, 60.0))
    assert estimate_proportion(told, y).df[0] == 60 and estimate_proportion(plain, y).df[0] == 4
    assert (estimate_proportion(told, y, by=group).df == 59).all()  # sixty respondents each
