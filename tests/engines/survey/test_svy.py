"""svy 0.35, which agrees with R too, gives the same figures on larger drawn samples."""

import numpy as np
import pytest

from kepu.engines.survey import Design, estimate_mean, estimate_proportion, estimate_ratio, estimate_total, rake

svy = pytest.importorskip("svy")
pl = pytest.importorskip("polars")

RNG = np.random.default_rng(1)
N = 3000
TABLE = {
    "stratum": RNG.integers(0, 8, N),
    "place": RNG.integers(0, 6, N),
    "street": RNG.integers(0, 5, N),
    "group": RNG.integers(0, 3, N),
    "sex": RNG.integers(0, 2, N),
    "w": RNG.uniform(1, 5, N),
    "y": (RNG.random(N) < 0.2).astype(int),
    "x": RNG.normal(10, 2, N),
}
TABLE["psu"] = TABLE["stratum"] * 10 + TABLE["place"]


@pytest.fixture(scope="module")
def sample():
    return svy.Sample(pl.DataFrame(TABLE), svy.Design(stratum="stratum", psu="psu", wgt="w"))


@pytest.fixture(scope="module")
def design():
    return Design(TABLE["w"], TABLE["stratum"], TABLE["psu"])


def rows(estimate):
    return estimate.to_polars().sort([name for name in ("street", "group") if name in estimate.to_polars().columns])


@pytest.mark.parametrize("by", ["street", ["street", "group"]])
@pytest.mark.parametrize(("name", "ours"), [("mean", estimate_mean), ("total", estimate_total)])
def test_means_and_totals(sample, design, by, name, ours):
    other = rows(getattr(sample.estimation, name)("x", by=by))
    columns = {key: TABLE[key] for key in ([by] if isinstance(by, str) else by)}
    found = ours(design, TABLE["x"], by=columns)
    for column, own in (("est", found.estimate), ("se", found.se), ("lci", found.low), ("uci", found.high)):
        np.testing.assert_allclose(own, other[column].to_numpy(), rtol=1e-11)


def test_ratios(sample, design):
    other = rows(sample.estimation.ratio("y", "x", by="street"))
    found = estimate_ratio(design, TABLE["y"], TABLE["x"], by=TABLE["street"])
    np.testing.assert_allclose(found.se, other["se"].to_numpy(), rtol=1e-11)


@pytest.mark.parametrize("interval", ["logit", "beta"])
def test_intervals_of_proportions(sample, design, interval):
    other = sample.estimation.prop("y", by="street", ci_method=interval).to_polars().filter(pl.col("y").cast(str) == "1").sort("street")
    found = estimate_proportion(design, TABLE["y"], by=TABLE["street"], interval=interval)
    for column, own in (("est", found.estimate), ("se", found.se), ("lci", found.low), ("uci", found.high)):
        np.testing.assert_allclose(own, other[column].to_numpy(), rtol=1e-10)


def test_wilsons_limits_solve_the_score_equation(design):
    """(p − θ)² = t² θ (1 − θ) / n_eff at both limits; svy widens them by the degrees of freedom twice, in n_eff and in t."""
    from scipy.stats import t

    found = estimate_proportion(design, TABLE["y"], by=TABLE["street"], interval="wilson")
    effective = found.estimate * (1 - found.estimate) / found.variance
    for limit in (found.low, found.high):
        np.testing.assert_allclose((found.estimate - limit) ** 2, t.ppf(0.975, found.df) ** 2 * limit * (1 - limit) / effective, rtol=1e-9)


def test_raked_weights(sample):
    totals = {"sex": {0: 4000.0, 1: 4200.0}, "group": {0: 2700.0, 1: 2700.0, 2: 2800.0}}
    other = sample.weighting.rake(controls=totals, tol=1e-12).data["rk_wgt"].to_numpy()
    found = rake(TABLE["w"], {name: (TABLE[name], values) for name, values in totals.items()})
    np.testing.assert_allclose(found.weights, other, rtol=1e-9)
