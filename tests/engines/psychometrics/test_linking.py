"""Links come back exactly where the scales differ by nothing else, and near where they do."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.psychometrics import Item, PsychometricsError, calibrate, expected_score, from_wide, simulate
from kepu.engines.psychometrics.linking import Link, link

from .conftest import two_parameter

MIXED = [
    *two_parameter(np.array([1.0, 1.4, 0.7]), np.array([0.5, -1.0, 0.0])),
    Item("guess", "3pl", (0, 1), np.array([1.3, -0.2, -1.5])),
    Item("grades", "graded", (0, 1, 2), np.array([1.1, 0.9, -0.7])),
    Item("credit", "gpcm", (0, 1, 2), np.array([0.8, 0.4, -0.2])),
]
SIGNS = Item("signs", "nominal", (0, 1, 2), np.array([0.5, 1.2, 0.1, -0.3]))


@settings(max_examples=40, deadline=None)
@given(st.floats(0.6, 1.6), st.floats(-1.5, 1.5), st.sampled_from(["mean-sigma", "haebara", "stocking-lord"]))
def test_a_change_of_scale_comes_back_exactly(slope, shift, method):
    old = MIXED if method == "mean-sigma" else [*MIXED, SIGNS]
    new = Link(1 / slope, -shift / slope, 0, 0, "", ()).items(old)
    found = link(new, old, method)
    assert (found.slope, found.shift) == pytest.approx((slope, shift), abs=1e-5)
    theta = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(expected_score(found.items(new), found.theta(theta)), expected_score(new, theta), atol=1e-8)


@pytest.mark.parametrize("method", ["mean-sigma", "haebara", "stocking-lord"])
def test_two_waves_meet_on_one_scale(method):
    rng = np.random.default_rng(12)
    items = two_parameter(rng.lognormal(0, 0.2, 30), rng.normal(0, 1, 30))
    names = [item.name for item in items]
    old = calibrate(from_wide(simulate(items[:20], rng.normal(size=8000), rng), items=names[:20]))
    new = calibrate(from_wide(simulate(items[10:], rng.normal(0.4, 1.2, 8000), rng), items=names[10:]))
    found = link(new.items[0], old.items[0], method)
    assert len(found.common) == 10
    assert found.slope == pytest.approx(1.2, abs=0.1)
    assert found.shift == pytest.approx(0.4, abs=0.08)
    assert 0 < found.slope_se < 0.1


def test_concurrent_calibration_links_by_groups():
    rng = np.random.default_rng(13)
    items = two_parameter(rng.lognormal(0, 0.2, 30), rng.normal(0, 1, 30))
    first = np.full((4000, 30), -1)
    second = first.copy()
    first[:, :20] = simulate(items[:20], rng.normal(size=4000), rng)
    second[:, 10:] = simulate(items[10:], rng.normal(0.4, 1.2, 4000), rng)
    fit = calibrate(from_wide(np.concatenate([first, second]), group=["2026"] * 4000 + ["2027"] * 4000))
    assert fit.mean[1] == pytest.approx(0.4, abs=0.08)
    assert fit.sd[1] == pytest.approx(1.2, abs=0.08)


def test_links_that_cannot_be_made_say_why():
    with pytest.raises(PsychometricsError, match="Only 1 items in common"):
        link(MIXED[:1], MIXED, "haebara")
    with pytest.raises(PsychometricsError, match="another model than before: i1"):
        link([replace(MIXED[4], name="i1"), *MIXED[1:]], MIXED)
    with pytest.raises(PsychometricsError, match="is nominal and has no difficulty"):
        link([*MIXED, SIGNS], [*MIXED, SIGNS], "mean-sigma")
