"""A resident takes the self-test at phone width, from the footer of the public site to the explained result."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from ..browser import IN_BROWSER, PHONE
from .conftest import PATIENCE

Visit = Callable[..., Page]
pytestmark = IN_BROWSER
expect.set_options(timeout=PATIENCE)


def fits(page: Page) -> None:
    """Nothing is cut off at the side of a telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def answer(page: Page) -> None:
    """Choose the first option, or say that one does not know; the next question or the result comes."""
    before = page.locator(".question-number").inner_text()
    choices = page.locator(".question-choice")
    if choices.count():
        choices.first.click()
    page.get_by_role("button", name="下一题" if choices.count() else "不知道").click()
    page.wait_for_function(
        "before => location.pathname.endsWith('/result/') || (document.querySelector('.question-number')?.innerText ?? before) !== before", arg=before
    )


def test_a_resident_takes_the_self_test_on_a_phone(visit: Visit) -> None:
    page = visit(size=PHONE)
    page.goto("/site/500103/")
    page.locator(".site-footer").get_by_role("link", name="测一测").click()
    page.get_by_role("link", name="渝中区").click()
    fits(page)
    page.get_by_label("我自愿参加").check()
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text("第 1 题")).to_be_visible()
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_text("请先作答")).to_be_visible()
    for _ in range(3):
        answer(page)
        fits(page)
    page.go_back()
    page.goto("/literacy/test/500103/")
    page.get_by_role("link", name="接着答").click()
    expect(page.get_by_text("第 4 题")).to_be_visible()
    for _ in range(12):
        if page.url.endswith("/result/"):
            break
        answer(page)
    expect(page.get_by_text("大约处于")).to_be_visible()
    expect(page.get_by_text("不是官方的公民科学素质测评")).to_be_visible()
    assert page.locator(".test-items > li").count() >= 8
    fits(page)
