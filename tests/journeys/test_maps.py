"""Names on a map on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from playwright.sync_api import Page, expect

from ..browser import IN_BROWSER, PHONE
from .conftest import PATIENCE

pytestmark = IN_BROWSER
expect.set_options(timeout=PATIENCE)
SHOWN = """all => all.filter(one => getComputedStyle(one).visibility !== "hidden").map(one => one.getBoundingClientRect().toJSON())"""


def shown(page: Page) -> list[dict[str, float]]:
    return page.locator(".map .area-label").evaluate_all(SHOWN)


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    across = one["right"] <= other["left"] or other["right"] <= one["left"]
    return across or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_no_name_of_a_street_covers_another(visit: Callable[..., Page]) -> None:
    page = visit(size=PHONE)
    page.goto("/literacy/published/500103/")
    expect(page.locator(".map .area-label.covered").first).to_be_attached()
    names = shown(page)
    assert len(names) > 2
    assert all(apart(one, other) for one, other in combinations(names, 2))
    page.locator(".leaflet-control-zoom-in").click()
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(1000)
    closer = shown(page)
    assert len(closer) > len(names)
    assert all(apart(one, other) for one, other in combinations(closer, 2))
