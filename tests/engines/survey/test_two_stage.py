"""The two-stage bootstrap gives the textbook variance of a two-stage sample."""

from __future__ import annotations

import numpy as np
import pytest

from kepu.engines.survey import Design, SurveyError, estimate_total, two_stage


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


def test_a_share_outside_its_range_is_refused() -> None:
    with pytest.raises(SurveyError) as caught:
        two_stage([1, 1], [1, 2], [1, 1], psu_fraction=1.5)
    assert caught.value.subject == "psu_fraction"
