"""What people come for, from the first click to the last."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import CHROMIUM, PATIENCE, PHONE

Visit = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
expect.set_options(timeout=PATIENCE)


def test_a_leader_sees_the_district_on_one_page(visit: Visit) -> None:
    page = visit("leader", PHONE)
    page.goto("/leader/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator(".stats, .card").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_resident_finds_progress_and_notices_without_signing_in(visit: Visit) -> None:
    page = visit()
    page.goto("/site/")
    page.get_by_role("link", name=re.compile("渝中区")).first.click()
    page.get_by_role("link", name="科普开放日活动预告").click()
    expect(page.get_by_text("各科普场馆免费开放")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="进展公开").click()
    expect(page).to_have_url(re.compile("/public/500103/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit("reporter")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto("/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/governance/inbox/":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="待办", level=1)).to_be_visible()
