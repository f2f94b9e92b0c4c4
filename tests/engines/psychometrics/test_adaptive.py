"""The adaptive test: shorter than a fixed form, within its rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.psychometrics import NotConvergedError, PsychometricsError, item_information
from kepu.engines.psychometrics.adaptive import Adaptive, Bank, Randomesque, Rules, SympsonHetter, Verdict, calibrate_exposure, run, run_many

from .conftest import two_parameter

AREAS = ["life", "earth", "matter"]


@pytest.fixture(scope="module")
def bank():
    rng = np.random.default_rng(41)
    items = two_parameter(rng.lognormal(0.2, 0.25, 150), rng.normal(0, 1.2, 150))
    return Bank(items, areas=[AREAS[j % 3] for j in range(150)], enemies=[("i1", "i2", "i3"), ("i3", "i4")])


def test_the_first_item_is_the_most_informative_at_the_prior_mean(bank):
    test = Adaptive(bank, Rules(most=10), Randomesque(1))
    item, _ = test.next_item(test.begin(), np.random.default_rng(0))
    assert item == item_information(bank.items, np.array([0.0]))[:, 0].argmax()


def test_it_stops_at_the_error_asked_for_and_is_right_about_it(bank):
    test = Adaptive(bank, Rules(most=60, least=5, se=0.3), Randomesque(3))
    rng = np.random.default_rng(1)
    theta = rng.normal(size=400)
    courses = run_many(test, theta, rng)
    assert all(course.se <= 0.3 or len(course.items) == 60 for course in courses)
    error = np.array([course.theta for course in courses]) - theta
    assert error.std() == pytest.approx(0.3, abs=0.04)
    assert np.mean([len(course.items) for course in courses]) < 25


def test_it_is_as_exact_as_a_fixed_form_twice_as_long(bank):
    rng = np.random.default_rng(2)
    theta = rng.normal(size=300)
    adaptive = run_many(Adaptive(bank, Rules(most=15), Randomesque(1)), theta, rng)
    fixed = run_many(Adaptive(Bank(bank.items[:30]), Rules(most=30), Randomesque(1)), theta, rng)
    error = [np.sqrt(np.mean((np.array([c.theta for c in courses]) - theta) ** 2)) for courses in (adaptive, fixed)]
    assert error[0] < 1.05 * error[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-3, 3))
def test_no_course_breaks_its_rules(bank, seed, theta):
    rules = Rules(most=18, least=6, se=0.35, content={"life": 0.5, "earth": 0.25, "matter": 0.25})
    course = run(Adaptive(bank, rules, Randomesque(4)), theta, np.random.default_rng(seed))
    assert len(set(course.items)) == len(course.items)
    assert 6 <= len(course.items) <= 18
    assert len({0, 1, 2} & set(course.items)) <= 1
    assert not {2, 3} <= set(course.items)
    shares = {area: sum(bank.areas[item] == area for item in course.items) / len(course.items) for area in AREAS}
    assert shares["life"] == pytest.approx(0.5, abs=1 / len(course.items))


def test_classification_keeps_its_errors_at_the_threshold(bank):
    rules = Rules(most=150, least=3, threshold=0.5, margin=0.3, alpha=0.05, beta=0.05)
    test = Adaptive(bank, rules, Randomesque(3))
    rng = np.random.default_rng(4)
    above, below = run_many(test, np.full(250, 0.8), rng), run_many(test, np.full(250, 0.2), rng)
    assert np.mean([course.verdict is Verdict.BELOW for course in above]) < 0.09
    assert np.mean([course.verdict is Verdict.ABOVE for course in below]) < 0.09
    far = run_many(test, np.full(50, 2.5), rng)
    assert np.mean([len(course.items) for course in far]) < np.mean([len(course.items) for course in above])


def test_sympson_hetter_keeps_the_best_items_from_wearing_out(bank):
    rng = np.random.default_rng(5)
    rules = Rules(most=12)
    theta = rng.normal(size=300)
    exposure = calibrate_exposure(bank, rules, limit=0.3, theta=theta, rng=rng)
    fresh = rng.normal(size=1000)

    def most_asked(rule):
        asked = np.bincount([j for course in run_many(Adaptive(bank, rules, rule), fresh, rng) for j in course.items], minlength=150)
        return asked.max() / len(fresh)

    assert most_asked(Randomesque(1)) > 0.9
    # three standard errors of a share of 0.3 among so many
    assert most_asked(exposure) < 0.3 + 3 * (0.3 * 0.7 / len(fresh)) ** 0.5
    assert exposure.chance.min() > 0


def test_a_bank_too_small_for_the_limit_is_named(bank):
    small = Bank(bank.items[:15])
    with pytest.raises(NotConvergedError, match="enlarge the bank"):
        calibrate_exposure(small, Rules(most=12), limit=0.2, theta=np.zeros(20), rng=np.random.default_rng(6), rounds=3)


def test_when_every_item_loses_its_draw_the_best_is_asked(bank):
    test = Adaptive(bank, Rules(most=5), SympsonHetter(np.zeros(150)))
    item, state = test.next_item(test.begin(), np.random.default_rng(7))
    assert item == bank.information[:, 60].argmax()
    assert not state.passed


def test_a_stored_test_goes_on_where_it_stopped(bank):
    test = Adaptive(bank, Rules(most=5), Randomesque(1))
    state = test.answer(test.answer(test.begin(), 7, 1), 9, 0)
    again = test.resume(["i8", "i10"], [1, 0])
    assert again.estimate == state.estimate
    assert again.asked == state.asked


def test_an_answer_that_is_no_option_is_refused(bank):
    test = Adaptive(bank, Rules(most=5), Randomesque(1))
    with pytest.raises(PsychometricsError, match="its options are"):
        test.answer(test.begin(), 3, 2)


def test_rules_that_the_bank_cannot_serve_are_refused(bank):
    with pytest.raises(PsychometricsError, match="Areas without items"):
        Adaptive(bank, Rules(most=5, content={"history": 1.0}), Randomesque(1))
    with pytest.raises(PsychometricsError, match="fewer than the 200"):
        Adaptive(bank, Rules(most=200), Randomesque(1))
    with pytest.raises(PsychometricsError, match="least"):
        Rules(most=3, least=4)
