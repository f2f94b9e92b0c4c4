"""Who is drawn: probabilities kept, seeds that repeat, years that share units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.survey import Frame, Plan, SurveyError, permanent_random_numbers, select_coordinated, select_multistage, select_pps
from kepu.engines.survey.selection import inclusion_probabilities

METHODS = ["systematic", "sampford", "brewer", "srs"]


@pytest.mark.parametrize("name", ["pps", "pps_certain"])
def test_inclusion_probabilities_are_those_of_r_sampling(references, name):
    """R sampling 2.9, inclusionprobabilities, with and without units that are certain."""
    np.testing.assert_allclose(inclusion_probabilities(references[name]["sizes"], 12), references[name]["p"], rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.1, 1e4), min_size=2, max_size=30), st.data())
def test_probabilities_add_up_to_the_sample_and_never_pass_one(sizes, data):
    n = data.draw(st.integers(1, len(sizes)))
    found = select_pps(sizes, n, "systematic", data.draw(st.integers(0, 99)))
    assert found.probabilities.sum() == pytest.approx(n)
    assert (found.probabilities <= 1).all()
    assert len(set(found.indices.tolist())) == n
    assert set(np.flatnonzero(found.certain)) <= set(found.indices.tolist())


@pytest.mark.parametrize("method", METHODS)
def test_units_are_drawn_as_often_as_their_probability_says(method):
    sizes = np.array([2.0, 5, 9, 4, 30, 7, 3, 6])
    rng, times = np.random.default_rng(4), 6000
    counts = np.zeros(8)
    for _ in range(times):
        counts[select_pps(sizes, 3, method, rng).indices] += 1
    p = select_pps(sizes, 3, method, rng).probabilities
    error = np.sqrt(p * (1 - p) / times)
    assert (np.abs(counts / times - p) <= 4 * error + 1e-12).all()


def frame(order):
    rng = np.random.default_rng(2)
    psu = np.array([f"社区{k:03d}" for k in range(60)])
    strata = np.array(["城区", "城乡结合", "农村"])[np.arange(60) % 3]
    return Frame(psu[order], strata[order], rng.integers(300, 3000, 60)[order])


@pytest.mark.parametrize("method", ["systematic", "sampford", "brewer"])
def test_same_seed_gives_the_same_sample_in_any_order_of_rows(method):
    plan = Plan(4, 10, method, reserves=5, psu_reserves=2)
    once, again = (
        select_multistage(frame(np.arange(60)), plan, 20260),
        select_multistage(frame(np.random.default_rng(1).permutation(60)), plan, 20260),
    )
    for name in ("psu", "psu_stratum", "psu_probability", "person_psu", "person_unit", "weight", "replacement_unit", "replacement_rank"):
        np.testing.assert_array_equal(getattr(once, name), getattr(again, name))
    assert once.spare_psus == again.spare_psus
    other = select_multistage(frame(np.arange(60)), plan, 20261)
    assert not np.array_equal(once.psu, other.psu)


def test_two_stage_sample_weighs_each_person_alike_within_a_stratum_and_lists_replacements():
    found = select_multistage(frame(np.arange(60)), Plan({"城区": 5, "城乡结合": 4, "农村": 3}, 10, "sampford", reserves=5, psu_reserves=2), 7)
    assert len(found.psu) == 12 and len(found.weight) == 120 and len(found.replacement_unit) == 60
    for stratum in ("城区", "城乡结合", "农村"):
        own = found.weight[found.psu_stratum[found.person_psu] == stratum]
        np.testing.assert_allclose(own, own[0], rtol=1e-12)
        assert len(found.spare_psus[stratum]) == 2
        assert not set(found.spare_psus[stratum]) & set(found.psu.tolist())
    for place in range(12):
        main = set(found.person_unit[found.person_psu == place].tolist())
        reserve = found.replacement_unit[found.replacement_psu == place]
        assert not main & set(reserve.tolist())
        assert found.replacement_rank[found.replacement_psu == place].tolist() == [1, 2, 3, 4, 5]


def test_frame_of_households_is_drawn_by_their_ids():
    ids = np.array([f"h{k}" for k in range(600)])
    psu, strata = np.arange(600) // 30, np.arange(600) // 300
    plan = Plan(3, 5, reserves=2)
    once = select_multistage(Frame(psu, strata, units=ids), plan, 3)
    mix = np.random.default_rng(0).permutation(600)
    again = select_multistage(Frame(psu[mix], strata[mix], units=ids[mix]), plan, 3)
    np.testing.assert_array_equal(once.person_unit, again.person_unit)
    drawn = np.array([int(unit[1:]) // 30 for unit in once.person_unit])
    np.testing.assert_array_equal(drawn, once.psu[once.person_psu].astype(int))
    np.testing.assert_allclose(once.weight, 20.0)


def test_change_in_one_stratum_leaves_the_draw_of_the_others():
    whole = frame(np.arange(60))
    kept = np.arange(60) != 0
    less = Frame(whole.psu[kept], whole.strata[kept], whole.sizes[kept])
    a, b = select_multistage(whole, Plan(4, 10), 5), select_multistage(less, Plan(4, 10), 5)
    for stratum in ("城乡结合", "农村"):
        np.testing.assert_array_equal(a.psu[a.psu_stratum == stratum], b.psu[b.psu_stratum == stratum])


def test_permanent_numbers_are_uniform_and_belong_to_the_id():
    found = permanent_random_numbers([f"p{k}" for k in range(4000)], 1)
    assert ((found >= 0) & (found < 1)).all()
    assert abs(found.mean() - 0.5) < 4 / np.sqrt(12 * 4000)
    assert permanent_random_numbers(["p7"], 1)[0] == found[7]
    assert permanent_random_numbers(["p7"], 2)[0] != found[7]


def test_years_are_kept_together_or_apart_and_the_overlap_is_stated():
    rng = np.random.default_rng(6)
    ids, sizes = np.array([f"u{k}" for k in range(400)]), rng.integers(100, 900, 400)
    first = select_coordinated(ids, 60, seed="panel", sizes=sizes)
    grown = sizes * rng.uniform(0.9, 1.1, 400)
    previous = {"previous": ids[first.indices], "previous_probabilities": first.probabilities}
    same = select_coordinated(ids, 60, seed="panel", sizes=grown, **previous)
    apart = select_coordinated(ids, 60, seed="panel", sizes=grown, shift=0.5, **previous)
    assert same.overlap >= 50 and abs(same.overlap - same.expected_overlap) < 8
    assert apart.overlap <= 2 and apart.expected_overlap == pytest.approx(0, abs=1e-9)


def test_pareto_sample_keeps_its_probabilities():
    sizes = np.array([2.0, 5, 9, 4, 12, 7, 3, 6, 8, 5])
    counts = np.zeros(10)
    for seed in range(4000):
        counts[select_coordinated(range(10), 4, seed=seed, sizes=sizes).indices] += 1
    np.testing.assert_allclose(counts / 4000, inclusion_probabilities(sizes, 4), atol=0.035)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: select_pps([1, 2, 3], 4), "out-of-range"),
        (lambda: select_pps([1, 0, 3], 2), "not-positive"),
        (lambda: select_pps([1, 2, 3], 2, "lottery"), "unknown-method"),
        (lambda: select_multistage(Frame(["a", "a"], sizes=[5, 6]), Plan(1, 2), 1), "duplicate-id"),
        (lambda: select_multistage(Frame(["a", "b"], units=["x", "x"]), Plan(1, 1), 1), "duplicate-id"),
        (lambda: select_multistage(Frame(["a", "b"], sizes=[5, 6]), Plan(3, 2), 1), "too-few-psus"),
        (lambda: select_multistage(Frame(["a", "b"], sizes=[5, 6]), Plan(2, 9), 1), "psu-too-small"),
        (lambda: select_multistage(Frame(["a", "b"]), Plan(2, 1), 1), "missing-argument"),
        (lambda: select_multistage(Frame(["a", "b"], ["x", "y"], [5, 6]), Plan({"x": 1}, 1), 1), "missing-argument"),
        (lambda: select_multistage(Frame(["a", "a"], ["x", "y"], units=["1", "2"]), Plan(1, 1), 1), "psu-in-two-strata"),
        (lambda: select_coordinated(["a", "a", "b"], 1, seed=1), "duplicate-id"),
    ],
)
def test_bad_frames_are_named(call, code):
    with pytest.raises(SurveyError) as caught:
        call()
    assert caught.value.code == code
