"""Estimates by domain, differences and changes, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.survey import (
    Design,
    SurveyError,
    change,
    difference,
    estimate_mean,
    estimate_proportion,
    estimate_quantile,
    estimate_total,
    rao_scott,
    rao_wu,
)

RNG = np.random.default_rng(7)
N = 1200
STRATA, PSU = RNG.integers(0, 6, N), RNG.integers(0, 9, N)
WEIGHTS = RNG.uniform(1, 4, N)
Y = (RNG.random(N) < 0.25 + 0.02 * PSU).astype(float)
STREET, GROUP = RNG.integers(0, 5, N), np.array(["青少年", "农民", "产业工人"])[RNG.integers(0, 3, N)]
DESIGN = Design(WEIGHTS, STRATA, PSU, replicates=rao_wu(STRATA, PSU, WEIGHTS, 60))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["taylor", "replicates"]))
def test_totals_of_domains_add_up_whatever_the_order_of_rows(seed, method):
    rng = np.random.default_rng(seed)
    codes, mix = rng.integers(0, 4, N), rng.permutation(N)
    found = estimate_total(DESIGN, Y, by=codes, method=method)
    assert found.estimate.sum() == pytest.approx(WEIGHTS @ Y)
    assert found.n.sum() == N
    total = estimate_total(DESIGN, Y, method=method)
    assert found.covariance().sum() == pytest.approx(total.variance[0], rel=1e-9)
    mixed = Design(WEIGHTS[mix], STRATA[mix], PSU[mix], replicates=rao_wu(STRATA[mix], PSU[mix], WEIGHTS[mix], 60))
    again = estimate_total(mixed, Y[mix], by=codes[mix], method=method)
    np.testing.assert_allclose(again.se, found.se, rtol=1e-9)


def test_crossed_columns_name_each_domain_and_rows_come_as_dictionaries():
    found = estimate_proportion(DESIGN, Y, by={"street": STREET, "group": GROUP})
    assert found.names == ("street", "group") and len(found) == 15
    row = next(iter(found[(2, "农民")]))
    inside = (STREET == 2) & (GROUP == "农民")
    assert row["street"] == 2 and row["n"] == inside.sum()
    assert row["estimate"] == pytest.approx(np.average(Y[inside], weights=WEIGHTS[inside]))
    assert row["weighted_n"] == pytest.approx(WEIGHTS[inside].sum())


def test_domain_estimate_is_the_one_of_the_subpopulation_alone():
    table, alone = estimate_mean(DESIGN, Y, by=STREET), estimate_mean(DESIGN, Y, where=STREET == 3)
    assert table[3].se[0] == pytest.approx(alone.se[0]) and table[3].df[0] == alone.df[0]


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson", "wald"])
def test_nobody_with_the_trait_gives_an_exact_upper_limit_and_not_a_point(interval):
    found = estimate_proportion(DESIGN, np.zeros(N), by=STREET, interval=interval)
    np.testing.assert_allclose(found.low, 0)
    np.testing.assert_allclose(found.high, 1 - 0.025 ** (1 / found.n))


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson"])
@settings(max_examples=40, deadline=None)
@given(p=st.floats(0.001, 0.999), seed=st.integers(0, 1000))
def test_intervals_lie_within_nought_and_one_and_hold_the_estimate(interval, p, seed):
    y = np.random.default_rng(seed).random(N) < p
    found = estimate_proportion(DESIGN, y, by=STREET, interval=interval)
    assert ((found.low >= 0) & (found.low <= found.estimate) & (found.estimate <= found.high) & (found.high <= 1)).all()


@pytest.mark.parametrize("method", ["taylor", "replicates"])
def test_difference_of_groups_uses_their_covariance(method):
    table = estimate_mean(DESIGN, Y, by=GROUP, method=method)
    found = difference(table["农民"], table["青少年"])
    assert found.estimate[0] == pytest.approx(table["农民"].estimate[0] - table["青少年"].estimate[0])
    covariance = table.covariance()
    i, j = table.keys.index(("农民",)), table.keys.index(("青少年",))
    assert found.se[0] == pytest.approx(np.sqrt(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]), rel=1e-6)
    assert found.low[0] < found.estimate[0] < found.high[0] and 0 <= found.p_value[0] <= 1


def test_each_group_against_all():
    table, everyone = estimate_mean(DESIGN, Y, by=GROUP), estimate_mean(DESIGN, Y)
    found = difference(table, everyone)
    np.testing.assert_allclose(found.estimate, table.estimate - everyone.estimate[0])
    # a part hangs together with the whole
    assert (found.se < np.sqrt(table.variance + everyone.variance)).all()


PANEL = np.repeat(np.arange(8), 5)


def test_change_between_independent_samples_adds_variances():
    other = Design(WEIGHTS, STRATA, PSU + 100)
    first, second = estimate_mean(DESIGN, Y, by=STREET), estimate_mean(other, 1 - Y, by=STREET)
    found = change(first, second)
    assert found.overlap == 0
    np.testing.assert_allclose(found.se, np.sqrt(first.variance + second.variance))
    np.testing.assert_allclose(found.estimate, second.estimate - first.estimate)


@pytest.mark.parametrize("method", ["taylor", "replicates"])
def test_change_on_the_same_psus_takes_off_their_covariance(method):
    first, second = estimate_mean(DESIGN, Y, by=STREET, method=method), estimate_mean(DESIGN, Y + 0.1, by=STREET, method=method)
    found = change(first, second)
    assert found.overlap == len(DESIGN.parts.psus)
    np.testing.assert_allclose(found.estimate, 0.1)
    np.testing.assert_allclose(found.se, 0, atol=1e-6)
    np.testing.assert_allclose(change(first, second, overlap=False).se, np.sqrt(2) * first.se)


def test_change_in_full_overlap_equals_the_variance_of_the_difference_of_pairs():
    """With every PSU shared the two years are one sample of pairs: var(ȳ₂ − ȳ₁) by the same linearisation."""
    later = np.clip(Y + RNG.normal(0, 0.3, N), 0, None)
    found = change(estimate_mean(DESIGN, Y), estimate_mean(DESIGN, later))
    assert found.se[0] == pytest.approx(estimate_mean(DESIGN, later - Y).se[0], rel=1e-9)


def test_stratum_with_one_psu_is_named_or_treated_as_asked():
    strata, psu = np.append(STRATA, 99), np.append(PSU, 1)
    y, weights = np.append(Y, 1.0), np.append(WEIGHTS, 2.0)
    with pytest.raises(SurveyError) as caught:
        Design(weights, strata, psu)
    assert (caught.value.code, caught.value.subject, caught.value.details["strata"]) == ("one-psu-in-stratum", 99, [99])
    certain = estimate_mean(Design(weights, strata, psu, lonely="certainty"), y)
    centred = estimate_mean(Design(weights, strata, psu, lonely="centre"), y)
    assert centred.se[0] > certain.se[0] > 0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: Design(np.ones(0)), "no-rows"),
        (lambda: Design([1, 2, 0]), "not-positive"),
        (lambda: Design([1, 2, -3]), "not-positive"),
        (lambda: Design([1, 2, np.nan]), "not-finite"),
        (lambda: Design([1, 2, 3], strata=[1, None, 1]), "missing-label"),
        (lambda: Design([1, 2, 3], fpc=[2, 2, 2]), "fpc-too-small"),
        (lambda: Design([1, 2, 3], fpc=[9, 9, 8]), "fpc-not-constant"),
        (lambda: Design([1, 2, 3], respondents=["a", "b", "a"]), "duplicate-id"),
        (lambda: estimate_mean(DESIGN, Y[:-1]), "wrong-length"),
        (lambda: estimate_mean(DESIGN, np.append(Y[:-1], np.nan)), "not-finite"),
        (lambda: estimate_proportion(DESIGN, Y * 2), "not-binary"),
        (lambda: estimate_mean(DESIGN, Y, where=np.zeros(N, bool)), "empty-domain"),
        (lambda: estimate_mean(DESIGN, Y, method="magic"), "unknown-method"),
        (lambda: estimate_mean(DESIGN, Y, confidence=95), "out-of-range"),
        (lambda: estimate_proportion(DESIGN, Y, interval="exactly"), "unknown-interval"),
        (lambda: estimate_quantile(DESIGN, Y, 1.5), "out-of-range"),
        (lambda: estimate_mean(DESIGN, Y, by=STREET)[77], "unknown-domain"),
        (lambda: difference(estimate_mean(DESIGN, Y, by=STREET), estimate_mean(DESIGN, Y, by=GROUP)), "domains-differ"),
        (lambda: difference(estimate_mean(DESIGN, Y), estimate_mean(Design(WEIGHTS), Y)), "designs-differ"),
        (lambda: change(estimate_mean(DESIGN, Y, by=STREET), estimate_mean(DESIGN, Y, by=GROUP)), "domains-differ"),
        (lambda: change(estimate_mean(DESIGN, Y), estimate_total(DESIGN, Y)), "statistics-differ"),
        (lambda: rao_scott(DESIGN, np.ones(N, int), STREET), "one-level"),
    ],
)
def test_bad_input_is_named(call, code):
    with pytest.raises(SurveyError) as caught:
        call()
    assert caught.value.code == code


def test_samples_drawn_apart_that_share_psus_by_chance_do_not_vary_together():
    """Two simple random samples of 8 out of 10 PSUs share 6.4 in the mean: over many pairs the covariance averages to nothing."""
    rng, found = np.random.default_rng(3), []
    level = rng.normal(0, 1, 10)
    for _ in range(400):
        tables = []
        for _year in range(2):
            psu = np.repeat(rng.permutation(10)[:8], 5)
            design = Design(np.ones(40), psu=psu, fpc=np.full(40, 10.0))
            tables.append(estimate_mean(design, level[psu] + rng.normal(0, 0.2, 40)))
        found.append(change(*tables).correlation[0] * tables[0].se[0] * tables[1].se[0])
    assert abs(np.mean(found)) < 3 * np.std(found) / 20 + 1e-4
    whole = [estimate_mean(Design(np.ones(40), psu=PANEL, fpc=np.full(40, 10.0)), level[PANEL] + k) for k in range(2)]
    assert change(*whole).se[0] == pytest.approx(0, abs=1e-6)
