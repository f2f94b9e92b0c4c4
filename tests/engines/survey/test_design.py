"""How many to ask and where: sizes, allocation, design effects."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.survey import SurveyError, allocate, design_effect_cluster, design_effect_kish, sample_size_proportion


def test_textbook_size_of_a_simple_random_sample():
    """Cochran 1977, 4.4: p = 0.5 ± 0.05 at 95 % (t = 2) asks 400; with t = 1.96 it is 384.1."""
    found = sample_size_proportion(0.5, 0.05)
    assert found.simple == pytest.approx(384.146, abs=1e-3)
    assert found.complete == found.drawn == 385


def test_design_effect_nonresponse_domains_and_a_small_population_all_count():
    found = sample_size_proportion(0.2, 0.02, deff=1.5, response_rate=0.8, domains=3)
    assert (found.per_domain, found.complete, found.drawn) == (2305, 6915, 3 * 2882)
    small = sample_size_proportion(0.5, 0.05, population=1000)
    assert small.complete == int(np.ceil(384.146 / (1 + 383.146 / 1000)))
    assert sample_size_proportion(0.5, 0.001, population=50, deff=3).complete == 50


def test_neyman_allocation_of_a_textbook_example():
    """n_h ∝ N_h S_h: 400·30 : 600·10 is 2 : 1."""
    np.testing.assert_array_equal(allocate([400, 600], 90, "neyman", sd=[30, 10]), [60, 30])
    np.testing.assert_array_equal(allocate([400, 600], 90, "cost", sd=[30, 10], cost=[4, 1]), [45, 45])
    np.testing.assert_array_equal(allocate([100, 10000], 110, "power", power=0.5), [10, 100])


def test_stratum_that_would_take_more_than_it_has_is_taken_whole_and_the_rest_shared():
    np.testing.assert_array_equal(allocate([10, 500, 500], 100, "neyman", sd=[100, 1, 1]), [10, 45, 45])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(5, 3000), min_size=1, max_size=12), st.integers(0, 4), st.floats(0, 1), st.randoms())
def test_allocation_always_adds_up_within_its_bounds(sizes, minimum, share, random):
    low = sum(min(minimum, size) for size in sizes)
    n = low + int(share * (sum(sizes) - low))
    found = allocate(sizes, n, "neyman", sd=[random.uniform(0.1, 5) for _ in sizes], minimum=minimum)
    assert found.sum() == n
    assert (found >= np.minimum(minimum, sizes)).all()
    assert (found <= sizes).all()


def test_design_effects_of_kish():
    assert design_effect_kish([1, 1, 1]) == 1
    assert design_effect_kish([1, 3]) == pytest.approx(1.25)
    assert design_effect_cluster(20, 0.05) == pytest.approx(1.95)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: sample_size_proportion(1.2, 0.05), "out-of-range"),
        (lambda: sample_size_proportion(0.2, 0.05, response_rate=0), "out-of-range"),
        (lambda: allocate([10, 20], 40), "impossible-allocation"),
        (lambda: allocate([10, 20], 10, "neyman"), "missing-argument"),
        (lambda: allocate([10, 20], 10, "best"), "unknown-method"),
        (lambda: allocate([10, -1], 5), "not-positive"),
        (lambda: design_effect_cluster(0.5, 0.1), "out-of-range"),
        (lambda: design_effect_kish([1, np.nan]), "not-finite"),
    ],
)
def test_bad_input_is_named(call, code):
    with pytest.raises(SurveyError) as caught:
        call()
    assert caught.value.code == code
    assert caught.value.message == str(caught.value)


def test_importing_the_engine_is_cheap():
    """A web process that only words an error must not load Numba, Polars or SciPy's distributions."""
    heavy = "{'numba', 'polars', 'pyarrow', 'svy', 'scipy.stats', 'scipy.optimize'}"
    code = f"import sys, kepu.engines.survey; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
