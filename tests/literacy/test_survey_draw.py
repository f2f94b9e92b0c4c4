"""The draw: by street, in proportion to households, reproducible, in step with the last wave."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.survey import SurveyError
from kepu.literacy.drawing import Community, communities_per_stratum, draw

SIZES = st.lists(st.integers(50, 4000), min_size=2, max_size=12)


def frame_of(strata: list[list[int]]) -> list[Community]:
    return [Community(f"{s:03d}{c:03d}", f"{s:03d}", households) for s, sizes in enumerate(strata) for c, households in enumerate(sizes)]


@given(strata=st.lists(SIZES, min_size=1, max_size=6), part=st.floats(0.1, 1.0), method=st.sampled_from(["proportional", "power"]))
@settings(max_examples=60, deadline=None)
def test_every_street_has_at_least_two_and_at_most_all(strata: list[list[int]], part: float, method: str) -> None:
    frame = frame_of(strata)
    wanted = max(1, int(part * len(frame)))
    found = communities_per_stratum(frame, wanted, method)
    assert set(found) == {row.stratum for row in frame}
    assert all(2 <= found[f"{s:03d}"] <= len(sizes) for s, sizes in enumerate(strata))
    assert sum(found.values()) == max(wanted, sum(min(2, len(sizes)) for sizes in strata))


@given(strata=st.lists(SIZES, min_size=1, max_size=4), seed=st.integers(0, 2**31 - 1), how=st.sampled_from(["free", "keep", "avoid"]))
@settings(max_examples=60, deadline=None)
def test_the_same_seed_draws_the_same_in_any_order_of_the_rows(strata: list[list[int]], seed: int, how: str) -> None:
    frame = frame_of(strata)
    per = communities_per_stratum(frame, max(2, len(frame) // 2), "proportional")
    once = draw(frame, per, take=10, seed=seed, coordination=how)
    random.Random(seed).shuffle(frame)
    again = draw(frame, per, take=10, seed=seed, coordination=how)
    assert set(once.communities) == set(again.communities) and once.numbers == again.numbers
    drawn = Counter(one.stratum for one in once.communities if not one.is_reserve)
    assert drawn == Counter(per) and len(once.communities) == len(frame)
    for stratum in per:
        for reserve in (False, True):
            ranks = sorted(one.rank for one in once.communities if one.stratum == stratum and one.is_reserve == reserve)
            assert ranks == list(range(1, len(ranks) + 1))
    assert all(0 < one.probability <= 1 for one in once.communities)


def test_communities_are_drawn_in_proportion_to_their_households() -> None:
    """Frequencies over 4,000 seeds against π = n x / Σ x, within four standard errors."""
    frame = frame_of([[400, 800, 1200, 1600, 2000]])
    counts = Counter(one.code for seed in range(4000) for one in draw(frame, {"000": 2}, take=10, seed=seed).communities if not one.is_reserve)
    for row in frame:
        expected = 2 * row.households / 6000
        assert counts[row.code] / 4000 == pytest.approx(expected, abs=4 * (expected * (1 - expected) / 4000) ** 0.5)


def second_wave(first: list[Community], seed: int, how: str) -> tuple[set[str], set[str]]:
    wave = draw(first, {"000": 3}, take=10, seed=seed)
    before = {one.code: one for one in wave.communities}
    frame = [
        Community(row.code, row.stratum, row.households, before[row.code].probability, not before[row.code].is_reserve, wave.numbers[row.code])
        for row in first
    ]
    after = draw(frame, {"000": 3}, take=10, seed=seed + 1, coordination=how)
    return {c for c, one in before.items() if not one.is_reserve}, {one.code for one in after.communities if not one.is_reserve}


def test_the_next_wave_keeps_or_avoids_the_communities_of_the_last() -> None:
    frame = frame_of([[500 + 60 * place for place in range(12)]])
    shared = {how: [len(set.intersection(*second_wave(frame, seed, how))) for seed in range(300)] for how in ("keep", "avoid", "free")}
    means = {how: sum(found) / 300 for how, found in shared.items()}
    assert means["keep"] > 2.5 > 1.2 > means["free"] > 0.3 > means["avoid"]


def test_coordination_leaves_the_chances_of_each_community_as_they_are() -> None:
    """Over 3,000 pairs of waves a community is in the second as often as its size says (Pareto sampling: to about a twentieth here)."""
    frame = frame_of([[500 + 60 * place for place in range(12)]])
    total = sum(row.households for row in frame)
    for how in ("keep", "avoid"):
        counts = Counter(code for seed in range(3000) for code in second_wave(frame, seed, how)[1])
        for row in frame:
            expected = 3 * row.households / total
            error = 4 * (expected * (1 - expected) / 3000) ** 0.5
            assert counts[row.code] / 3000 == pytest.approx(expected, abs=error + 0.05 * expected), how


def test_a_community_with_fewer_households_than_are_asked_is_named() -> None:
    with pytest.raises(SurveyError) as caught:
        draw(frame_of([[5, 500, 600]]), {"000": 2}, take=20, seed=1)
    assert caught.value.details["psus"] == ["000000"]


def test_more_communities_than_the_frame_has_are_refused() -> None:
    with pytest.raises(SurveyError) as caught:
        communities_per_stratum(frame_of([[500, 600]]), 3, "power")
    assert caught.value.code == "too-few-psus"
