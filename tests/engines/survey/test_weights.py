"""Weights: what they add up to, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.survey import (
    Calibration,
    Rake,
    SurveyError,
    adjust_classes,
    adjust_propensity,
    calibrate,
    design_weights,
    poststratify,
    rake,
    trim,
)

RNG = np.random.default_rng(0)
N = 240
SEX, AGE = RNG.integers(0, 2, N), RNG.integers(0, 4, N)
BASE = RNG.uniform(1, 4, N)
MARGINS = {"sex": (SEX, {0: 480.0, 1: 520.0}), "age": (AGE, {0: 200.0, 1: 300.0, 2: 260.0, 3: 240.0})}


def test_design_weight_is_one_over_all_stages():
    np.testing.assert_allclose(design_weights([0.5, 0.1], [0.2, 1.0]), [10, 10])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.3, 0.7), st.permutations(range(3)))
def test_raked_weights_add_up_to_every_margin_in_any_order_of_rows(seed, share, order):
    rng = np.random.default_rng(seed)
    n = 150
    columns = [rng.integers(0, 2, n), rng.integers(0, 3, n), rng.integers(0, 4, n)]
    base = rng.uniform(0.5, 5, n)
    totals = [{0: 900 * share, 1: 900 * (1 - share)}, {0: 300.0, 1: 350.0, 2: 250.0}, dict.fromkeys(range(4), 225.0)]
    margins = {f"m{k}": (columns[k], totals[k]) for k in order}
    found = rake(base, margins)
    for k in range(3):
        for label, total in totals[k].items():
            assert found.weights[columns[k] == label].sum() == pytest.approx(total, rel=1e-9)
    mix = rng.permutation(n)
    again = rake(base[mix], {name: (column[mix], total) for name, (column, total) in margins.items()})
    np.testing.assert_allclose(again.weights, found.weights[mix], rtol=1e-8)
    assert found.largest_deviation <= 1e-10 and found.g_range[0] > 0


def test_raking_is_calibration_with_the_raking_distance():
    X = np.column_stack([SEX == 0, SEX == 1, AGE == 1, AGE == 2, AGE == 3]).astype(float)
    found = calibrate(BASE, X, [480, 520, 300, 260, 240], "raking", tolerance=1e-12)
    np.testing.assert_allclose(found.weights, rake(BASE, MARGINS).weights, rtol=1e-8)


@pytest.mark.parametrize("bounds", [(0.5, 2.4), (0.9, 2.35)])
def test_bounded_raking_keeps_within_its_bounds(bounds):
    found = rake(BASE, MARGINS, bounds=bounds)
    assert bounds[0] - 1e-12 <= found.g_range[0] and found.g_range[1] <= bounds[1] + 1e-12
    assert found.weights[SEX == 0].sum() == pytest.approx(480, rel=1e-7)


def test_logit_calibration_keeps_within_its_bounds_and_meets_the_totals():
    X = np.column_stack([np.ones(N), SEX, AGE]).astype(float)
    totals = BASE @ X * [1.1, 1.2, 1.1]
    found = calibrate(BASE, X, totals, "logit", (0.6, 1.9))
    assert found.g_range[0] > 0.6 and found.g_range[1] < 1.9
    np.testing.assert_allclose(found.weights @ X, totals, rtol=1e-8)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_greg_meets_any_totals_and_poststratification_is_its_special_case(seed):
    rng = np.random.default_rng(seed)
    cells = np.eye(4)[AGE]
    totals = rng.uniform(100, 300, 4)
    found = calibrate(BASE, cells, totals)
    np.testing.assert_allclose(found.weights @ cells, totals, rtol=1e-9)
    np.testing.assert_allclose(found.weights, poststratify(BASE, AGE, dict(enumerate(totals))).weights, rtol=1e-9)


def test_respondents_of_a_class_stand_for_those_who_are_silent():
    answered = RNG.random(N) < 0.6
    found = adjust_classes(BASE, AGE, answered)
    for label in range(4):
        assert found.weights[label == AGE].sum() == pytest.approx(BASE[label == AGE].sum())
    assert (found.weights[~answered] == 0).all() and found.g_range[0] >= 1


def test_small_class_is_merged_with_the_nearest_response_rate_or_refused():
    classes = np.repeat(["a", "b", "c"], [100, 100, 8])
    answered = np.concatenate([np.arange(100) < 80, np.arange(100) < 30, np.arange(8) < 3])
    found = adjust_classes(np.ones(208), classes, answered)
    assert found.notes["merged"] == {"c": "b"}
    assert found.weights.sum() == pytest.approx(208)
    with pytest.raises(SurveyError) as caught:
        adjust_classes(np.ones(208), classes, answered, small="refuse")
    assert (caught.value.code, caught.value.subject) == ("small-class", "c")


def test_propensity_model_recovers_weights_that_were_lost_by_it():
    rng = np.random.default_rng(12)
    x = rng.normal(size=20000)
    answered = rng.random(20000) < 1 / (1 + np.exp(-(0.4 + 0.8 * x)))
    found = adjust_propensity(np.ones(20000), x, answered)
    assert abs(np.average(x, weights=found.weights)) < 0.03 < x[answered].mean()
    assert found.weights.sum() == pytest.approx(20000, rel=0.02)
    classes = adjust_propensity(np.ones(20000), x, answered, classes=5)
    assert abs(np.average(x, weights=classes.weights)) < 0.08


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.1, 50), min_size=5, max_size=40), st.floats(0.3, 0.9), st.floats(1.2, 3))
def test_trimming_keeps_the_sum_within_the_limits(weights, low, high):
    mean = float(np.mean(weights))
    found = trim(weights, low * mean, high * mean)
    assert found.weights.sum() == pytest.approx(np.sum(weights), rel=1e-9)
    assert found.weights.min() >= low * mean * (1 - 1e-12) and found.weights.max() <= high * mean * (1 + 1e-12)
    cut = trim(weights, low * mean, high * mean, redistribute=False)
    np.testing.assert_allclose(cut.weights, np.clip(weights, low * mean, high * mean))


def error(call):
    with pytest.raises(SurveyError) as caught:
        call()
    return caught.value


def test_empty_cell_in_the_margins_is_named():
    found = error(lambda: rake(BASE, {"age": (AGE, {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 9.0})}))
    assert (found.code, found.subject, found.details["labels"]) == ("empty-cell", "age", [4])


def test_label_without_a_total_is_named():
    found = error(lambda: rake(BASE, {"age": (AGE, {0: 1.0, 1: 1.0, 2: 1.0})}))
    assert (found.code, found.details["labels"]) == ("label-without-total", [3])


def test_margins_that_contradict_each_other_are_named_with_their_sums():
    found = error(lambda: rake(BASE, {"sex": (SEX, {0: 480.0, 1: 520.0}), "age": (AGE, dict.fromkeys(range(4), 200.0))}))
    assert found.code == "margins-contradict"
    assert found.details["sums"] == {"sex": 1000.0, "age": 800.0}


def test_margins_that_no_weights_can_meet_end_with_their_residuals():
    """All of sex 0 are of age 0, so that sex 0 cannot outnumber age 0."""
    sex, age = np.array([0, 0, 1, 1, 1]), np.array([0, 0, 0, 1, 1])
    found = error(lambda: rake(np.ones(5), {"sex": (sex, {0: 80.0, 1: 20.0}), "age": (age, {0: 50.0, 1: 50.0})}, max_iterations=200))
    assert found.code == "not-converged"
    assert set(found.details["residuals"]) == {"sex", "age"}
    assert max(abs(value) for rows in found.details["residuals"].values() for value in rows.values()) > 1


def test_calibration_that_cannot_be_says_which_total_is_off_by_how_much():
    found = error(lambda: calibrate(BASE, np.eye(4)[AGE], [2000, 10, 10, 10], "linear", (0.9, 1.1)))
    assert found.code == "not-converged" and found.details["largest_deviation"] > 0.1


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: rake(np.append(BASE[:-1], 0), MARGINS), "not-positive"),
        (lambda: rake(np.append(BASE[:-1], -1), MARGINS), "not-positive"),
        (lambda: rake(np.append(BASE[:-1], np.nan), MARGINS), "not-finite"),
        (lambda: rake(BASE[:10], MARGINS), "wrong-length"),
        (lambda: rake(BASE, {}), "no-margins"),
        (lambda: rake(BASE, {"sex": (SEX, {0: 0.0, 1: 5.0})}), "not-positive"),
        (lambda: rake(BASE, {"sex": ([None] * N, {0: 1.0})}), "missing-label"),
        (lambda: calibrate(BASE, np.eye(4)[AGE], [1, 2, 3]), "wrong-length"),
        (lambda: calibrate(BASE, np.eye(4)[AGE], [1, 2, 3, 4], "logit"), "missing-argument"),
        (lambda: calibrate(BASE, np.eye(4)[AGE], [1, 2, 3, 4], "logit", (1.1, 2)), "out-of-range"),
        (lambda: calibrate(BASE, np.eye(4)[AGE], [1, 2, 3, 4], "cubic"), "unknown-method"),
        (lambda: adjust_classes(BASE, AGE, np.zeros(N)), "no-respondents"),
        (lambda: adjust_propensity(BASE, SEX, SEX), "separated"),
        (lambda: adjust_propensity(BASE, np.ones(N), AGE > 0), "collinear"),
        (lambda: trim([1, 2, 3], 5, 6), "limits-too-narrow"),
        (lambda: trim([1, 2, 3]), "out-of-range"),
        (lambda: design_weights([0.5, 1.5]), "out-of-range"),
    ],
)
def test_bad_input_is_named(call, code):
    assert error(call).code == code


def test_steps_give_the_same_weights_as_the_functions():
    wide = np.stack([BASE, BASE[::-1]], axis=1)
    found = Rake.of(MARGINS)(wide)
    np.testing.assert_allclose(found[:, 0], rake(BASE, MARGINS).weights, rtol=1e-9)
    X = np.column_stack([np.ones(N), AGE]).astype(float)
    totals = BASE @ X
    step = Calibration(X, totals * 1.2)
    np.testing.assert_allclose(step(wide)[:, 0], calibrate(BASE, X, totals * 1.2).weights, rtol=1e-9)
