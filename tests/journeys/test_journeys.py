"""What people come for, from the first click to the last."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from ..browser import IN_BROWSER, PHONE
from .conftest import PATIENCE
from .stage import COUNTED_WORK

Visit = Callable[..., Page]
pytestmark = IN_BROWSER
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


def test_what_the_office_writes_in_the_editor_everybody_reads(visit: Visit) -> None:
    page, reader = visit("office"), visit(size=PHONE)
    reader.goto("/site/")
    reader.get_by_role("link", name=re.compile("渝中区")).first.click()
    page.goto("/cms/")
    page.get_by_role("button", name="页面").click()
    page.get_by_role("link", name="渝中区").first.click()
    page.get_by_role("link", name="通知公告").first.click()
    page.goto(f"/cms/pages/add/site/notice/{re.findall(r'[0-9]+', page.url)[-1]}/")
    page.locator("[name=title]").fill("寒假科普课开始报名")
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.type("请到各街道报名。")
    # The editor hands its text to the form a quarter of a second after the last key.
    expect(page.locator("[name=body]")).to_have_value(re.compile("请到各街道报名"))
    page.get_by_role("button", name="更多动作").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("寒假科普课开始报名")
    reader.reload()
    reader.get_by_role("link", name="寒假科普课开始报名").first.click()
    expect(reader.get_by_text("请到各街道报名。")).to_be_visible()


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


def test_of_two_heads_who_approve_at_once_one_counts_and_the_other_learns_who(visit: Visit) -> None:
    first, second = visit("head"), visit("deputy")
    first.goto("/governance/inbox/?duty=approve")
    first.locator("main tbody th a").first.click()
    second.goto(first.url)
    address, browsers = first.url, {"单位负责人": first, "副负责人": second}
    for page in browsers.values():
        page.get_by_role("button", name="审核通过").evaluate("button => { setTimeout(() => button.click()) }")
    told = {}
    for name, page in browsers.items():
        answer = page.locator(".notice").filter(has_text=re.compile("已审核通过|没有办成"))
        told[name] = answer.inner_text()
    losers = [name for name, text in told.items() if "没有办成" in text]
    assert len(losers) == 1, told
    winner = next(name for name in browsers if name not in losers)
    assert re.search(rf"区卫生健康委{winner}.*已于.*审核通过，报告现在是", told[losers[0]])
    for page in browsers.values():
        page.goto(address)
        expect(page.get_by_role("button", name="审核通过")).to_have_count(0)


def training(page: Page) -> float:
    """How the indicator stands, as the office reads it."""
    page.goto("/evidence/indicators/")
    row = page.locator("tbody tr").filter(has_text="职业技能培训")
    return float(row.locator("td[data-label=现值]").inner_text().replace(",", ""))


def test_a_report_from_a_phone_is_approved_accepted_and_moves_the_indicator(visit: Visit) -> None:
    office, reporter, head = visit("office"), visit("reporter", PHONE), visit("head")
    before = training(office)
    reporter.goto("/governance/inbox/")
    reporter.get_by_role("link", name=COUNTED_WORK).click()
    reporter.get_by_label("工作进展").fill("举办健康管理员培训两期。")
    reporter.get_by_role("spinbutton", name="本期完成数量").fill("120")
    reporter.get_by_label("累计完成进度").fill("24")
    reporter.get_by_label("验收后将本期完成数量记入台账").check()
    reporter.get_by_role("button", name="提交", exact=True).click()
    expect(reporter.get_by_text("已提交。")).to_be_visible()
    for page, step in ((head, "审核通过"), (office, "验收通过")):
        page.goto(reporter.url)
        page.get_by_role("button", name=step).click()
        expect(page.get_by_text(f"“{COUNTED_WORK}”")).to_be_visible()
    assert training(office) == before + 120
    reporter.reload()
    expect(reporter.get_by_text("记入台账")).to_be_visible()


def test_the_office_imports_its_plan_settles_the_doubts_and_issues_it(visit: Visit, real_plan: Path) -> None:
    page = visit("pilot")

    def hand_in() -> None:
        page.goto("/plans/import/")
        page.get_by_label("规划文件").set_input_files(real_plan)
        page.get_by_role("button", name="读取并核对").click()

    hand_in()
    expect(page.get_by_role("heading", name="核对规划")).to_be_visible()
    address = page.url.removesuffix("review/")
    for _ in range(200):
        doubts = page.locator("section[id^=doubt-]")
        if doubts.count() == 0:
            break
        answers = doubts.first.locator(".button-row > button[name=choice]")
        with page.expect_navigation():
            if answers.count():
                answers.first.click()
            else:
                doubts.first.locator("summary").click()
                doubts.first.get_by_label("处理结果或忽略的理由").fill("已对照原文核对")
                doubts.first.get_by_role("button", name="忽略").click()
    page.get_by_role("button", name="发布规划").click()
    expect(page.get_by_text("规划已发布")).to_be_visible()
    page.goto(address)
    nodes = page.locator("[id^=node-]").count()
    hand_in()
    expect(page.get_by_text("没有差异")).to_be_visible()
    page.goto(address)
    assert page.locator("[id^=node-]").count() == nodes > 39
    page.goto("/plans/")
    expect(page.get_by_role("link", name=re.compile("实施方案"))).to_have_count(1)
