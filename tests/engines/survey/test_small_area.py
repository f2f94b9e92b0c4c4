"""Areas with few respondents: published figures of the milk data, lme4's logistic model, and what is refused."""

import numpy as np
import pytest

from kepu.engines.survey import PopulationTable, SurveyError, fay_herriot, mrp, smooth_variances
from kepu.engines.survey.small_area.mixed import collapse, fit_mixed

# Molina and Marhuenda (2015), R sae 1.1 eblupFH and mseFH on the milk data of Arora and Lahiri (1997), as samplics' tests hold them
PUBLISHED = {
    "reml": {
        "beta": [0.9681890, 0.1327801, 0.2269462, -0.2413011],
        "beta_se": [0.06936208, 0.10300072, 0.09232981, 0.08161707],
        "estimate": [1.0219703, 1.0476018, 1.0679513, 0.7608170, 0.8461574, 0.9743727, 1.0584523, 1.0977762, 1.2215449, 1.1951455],
        "mse": [0.013460220, 0.005372876, 0.005701990, 0.008541740, 0.009579594, 0.011670632, 0.015926137, 0.010586518, 0.014184043, 0.014901472],
    },
    "ml": {
        "beta": [0.9677986, 0.1278756, 0.2266909, -0.2425804],
        "beta_se": [0.06590747, 0.09840939, 0.08813973, 0.07753875],
        "estimate": [1.0161733, 1.0436968, 1.0628168, 0.7753489, 0.8554903, 0.9735857, 1.0474786, 1.0953436, 1.2054092, 1.1812565],
        "mse": [0.013579953, 0.005512868, 0.005850584, 0.008735454, 0.009774528, 0.011840745, 0.015934511, 0.010821811, 0.014345961, 0.015036089],
    },
    "moment": {
        "estimate": [1.017975, 1.044963, 1.064480, 0.770692, 0.852512, 0.973826, 1.050856, 1.096165, 1.210505, 1.185640],
        "mse": [0.012757016, 0.005314467, 0.005632201, 0.008323471, 0.009283520, 0.011178151, 0.014867662, 0.010252709, 0.013470878, 0.014094867],
    },
}
# where R's iterations stop (1e-4 relative), and the digits printed
DIGITS = {"reml": 2e-5, "ml": 2e-5, "moment": 2e-4}


@pytest.fixture
def milk(data):
    table = data("milk")
    X = np.column_stack([table["major"] == k for k in (2, 3, 4)]).astype(float)
    return table["direct"], table["sd"] ** 2, X


@pytest.mark.parametrize("method", ["reml", "ml", "moment"])
def test_milk_data_give_the_published_estimates_and_errors(milk, method):
    found = fay_herriot(*milk, method=method)
    published = PUBLISHED[method]
    np.testing.assert_allclose(found.estimate[:10], published["estimate"], rtol=DIGITS[method])
    np.testing.assert_allclose(found.mse[:10], published["mse"], rtol=5 * DIGITS[method])
    if "beta" in published:
        np.testing.assert_allclose(found.coefficients, published["beta"], rtol=DIGITS[method])
        np.testing.assert_allclose(np.sqrt(np.diag(found.coefficient_covariance)), published["beta_se"], rtol=10 * DIGITS[method])


def test_estimate_lies_between_the_direct_and_the_synthetic_figure(milk):
    found = fay_herriot(*milk)
    np.testing.assert_allclose(found.estimate, found.shrinkage * milk[0] + (1 - found.shrinkage) * found.synthetic, rtol=1e-12)


def test_benchmarked_areas_add_up_to_the_total(milk):
    share = np.full(43, 1 / 43)
    free, found = fay_herriot(*milk), fay_herriot(*milk, benchmark=(share, 0.95))
    assert share @ found.estimate == pytest.approx(0.95, abs=1e-12)
    assert (found.mse >= free.mse).all()
    np.testing.assert_allclose(found.estimate - free.estimate, found.adjustment, atol=1e-12)


def test_areas_without_variance_are_named_and_smoothing_makes_them_usable():
    rng = np.random.default_rng(2)
    n = np.full(20, 15)
    share = rng.binomial(15, 0.1, 20) / 15
    share[3] = 0.0
    variance = share * (1 - share) / n
    with pytest.raises(SurveyError) as caught:
        fay_herriot(share, variance)
    assert caught.value.code == "zero-variance"
    assert 3 in caught.value.details["areas"]
    smoothed = smooth_variances(share, variance, n)
    assert (smoothed > 0).all()
    assert fay_herriot(share, smoothed).estimate[3] > 0


def test_no_area_variance_gives_all_areas_the_synthetic_figure():
    found = fay_herriot(np.array([1.0, 1.01, 0.99, 1.0, 1.02, 0.98]), np.full(6, 4.0))
    assert found.area_variance == 0
    np.testing.assert_allclose(found.estimate, 1.0, rtol=1e-9)


@pytest.mark.parametrize(("X", "code"), [(np.ones((5, 4)) * np.arange(5)[:, None] ** np.arange(1, 5), "too-few-areas")])
def test_too_many_variables_for_the_areas(X, code):
    with pytest.raises(SurveyError) as caught:
        fay_herriot(np.arange(5.0), np.ones(5), X)
    assert caught.value.code == code


def cells(table, *names):
    levels = np.stack([np.unique(table[name], return_inverse=True)[1] for name in names], axis=1)
    fixed = np.column_stack([np.ones(len(table["y"])), table["x"]])
    return collapse(fixed, levels, tuple(int(levels[:, g].max()) + 1 for g in range(len(names))), table["y"], np.ones(len(table["y"])))


def test_logistic_mixed_model_is_lme4s(data, references):
    """lme4 1.1-31, glmer with nAGQ = 0."""
    found, reference = fit_mixed(cells(data("mixed"), "area")), references["mixed_one"]
    assert found.sd[0] == pytest.approx(reference["sd"], rel=1e-6)
    np.testing.assert_allclose(found.mode.place[:2], reference["fixed"], rtol=1e-6)
    np.testing.assert_allclose(found.mode.place[2:], reference["area"], rtol=1e-5, atol=1e-6)
    assert found.mode.plain == pytest.approx(reference["loglik"], rel=1e-9)


def test_two_crossed_groupings_are_lme4s(data, references):
    found, reference = fit_mixed(cells(data("mixed"), "area", "cls")), references["mixed_two"]
    np.testing.assert_allclose(found.sd, [reference["sd"], reference["sd_cls"]], rtol=1e-5)
    np.testing.assert_allclose(found.mode.place[:2], reference["fixed"], rtol=1e-6)
    assert found.mode.plain == pytest.approx(reference["loglik"], rel=1e-9)


def population(areas, groups):
    area = np.repeat(np.arange(areas), groups)
    return area, np.tile(np.arange(groups), areas)


def test_poststratified_model_borrows_strength_and_covers_areas_nobody_was_asked_in():
    rng = np.random.default_rng(8)
    effect = rng.normal(0, 0.5, 30)
    area, x = rng.integers(0, 29, 1500), rng.integers(0, 2, 1500)
    y = rng.random(1500) < 1 / (1 + np.exp(1.4 - 0.5 * x - effect[area]))
    cell_area, cell_x = population(30, 2)
    table = PopulationTable(np.full(60, 500), cell_area, {"community": cell_area}, cell_x)
    found = mrp(y, x, {"community": area}, table)
    direct = np.bincount(area, y, minlength=29)[:29] / np.bincount(area, minlength=29)[:29]
    truth = (1 / (1 + np.exp(1.4 - 0.5 * cell_x - effect[cell_area]))).reshape(30, 2).mean(axis=1)
    assert np.mean((found.estimate[:29] - truth[:29]) ** 2) < np.mean((direct - truth[:29]) ** 2)
    assert found.n[29] == 0
    assert found.se[29] > found.se[:29].max()
    assert (found.low < found.estimate).all() and (found.estimate < found.high).all()


def test_grouping_that_the_table_lacks_is_integrated_out():
    rng = np.random.default_rng(9)
    area, psu = rng.integers(0, 12, 2000), rng.integers(0, 100, 2000)
    y = rng.random(2000) < 1 / (1 + np.exp(1.2 - rng.normal(0, 1.0, 100)[psu]))
    labels = np.arange(12)
    found = mrp(y, None, {"community": area, "psu": psu}, PopulationTable(np.ones(12), labels, {"community": labels}))
    assert found.sd["psu"] > 0.6
    # the share itself, not the share of a PSU with effect 0, which lies 0.03 lower
    assert abs(found.estimate.mean() - y.mean()) < 0.02


def test_same_seed_gives_the_same_figures():
    rng = np.random.default_rng(3)
    area = rng.integers(0, 8, 300)
    y, labels = rng.random(300) < 0.3, np.arange(8)
    table = PopulationTable(np.ones(8), labels, {"community": labels})
    once, again = (mrp(y, None, {"community": area}, table, seed=4, draws=500) for _ in range(2))
    np.testing.assert_array_equal(once.estimate, again.estimate)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"y": np.zeros(40)}, "no-contrast"),
        ({"y": np.full(40, 2.0)}, "not-binary"),
        ({"groups": {}}, "no-groups"),
        ({"table": PopulationTable(-np.ones(4), np.arange(4), {"community": np.arange(4)})}, "not-positive"),
        ({"table": PopulationTable(np.ones(4), np.arange(4), {"street": np.arange(4)})}, "unknown-group"),
        ({"X": np.ones(40)}, "collinear"),
        ({"X": np.arange(40) % 3}, "wrong-length"),
    ],
)
def test_bad_input_to_the_model_is_named(change, code):
    rng = np.random.default_rng(1)
    arguments = {
        "y": rng.random(40) < 0.5,
        "X": None,
        "groups": {"community": np.arange(40) % 4},
        "table": PopulationTable(np.ones(4), np.arange(4), {"community": np.arange(4)}),
    }
    with pytest.raises(SurveyError) as caught:
        mrp(**(arguments | change))
    assert caught.value.code == code
