"""The office fills its item bank: the starter bank, an own item with its preview, a QTI package out."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from ..browser import IN_BROWSER, PHONE
from .conftest import PATIENCE

Visit = Callable[..., Page]
pytestmark = IN_BROWSER
expect.set_options(timeout=PATIENCE)


def test_the_office_loads_the_starter_bank_writes_an_item_and_takes_items_out(visit: Visit) -> None:
    page = visit("office", PHONE)
    page.goto("/literacy/items/starter/")
    page.get_by_role("button", name=re.compile("载入入门题库|补齐缺少的题目")).click()
    expect(page.get_by_text("入门题库（非官方题库）").first).to_be_visible()

    page.get_by_role("link", name="出题").click()
    page.get_by_label(re.compile("^题干")).fill("月亮看上去发光，是因为它：")
    page.get_by_label(re.compile("^选项 A")).fill("反射了太阳光")
    page.get_by_label(re.compile("^选项 B")).fill("自己在燃烧")
    preview = page.locator("#preview")
    expect(preview.get_by_text("月亮看上去发光")).to_be_visible()
    expect(preview.get_by_text("A. 反射了太阳光")).to_be_visible()
    page.get_by_label(re.compile("^内容维度")).select_option("knowledge")
    page.get_by_label(re.compile("^知识领域")).select_option("earth")
    page.get_by_label(re.compile("^事实依据")).fill("《义务教育科学课程标准（2022年版）》")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.get_by_role("button", name="提交审题").click()
    expect(page.get_by_text("不能审自己的题")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.goto("/literacy/items/?origin=starter")
    page.locator("input[name=item]").nth(0).check()
    page.locator("input[name=item]").nth(1).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出为 QTI 3").click()
    assert download.value.suggested_filename.endswith(".zip")
