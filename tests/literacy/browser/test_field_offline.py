"""An interviewer without network, in a real browser: nothing is lost, and what is sent is there once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from kepu.literacy.models import AnswerSheet, Case, Survey
from kepu.literacy.queries.field import entries_of
from kepu.literacy.services.field_sheets import take_sheet
from kepu.organizations.actors import Actor

from ..survey_stage import filled
from .conftest import IN_BROWSER, fill_in

pytestmark = IN_BROWSER
TABLET = "/literacy/field/tablet/"


@pytest.fixture
def context(phone: BrowserContext, live_server: Any, survey: Survey, interviewer: Actor, client_for: Callable[[Actor], Client]) -> BrowserContext:
    """A tablet on which the interviewer signed in; what the page complains about is an error of the test."""
    session = client_for(interviewer).cookies[settings.SESSION_COOKIE_NAME].value
    phone.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return phone


def arrive(context: BrowserContext) -> Page:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(TABLET)
    page.wait_for_selector("[data-tablet][data-ready='1']")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("[data-case]").first).to_be_visible()
    assert complaints == []
    return page


def line(page: Page, case: Case) -> Any:
    return page.locator(f"[data-case='{case.pk}']")


def interview(page: Page, case: Case, upto: int | None = None) -> None:
    """Consent, background, items; with `upto` only so many items."""
    line(page, case).get_by_role("button", name="访问").click()
    page.get_by_role("button", name="受访者同意，开始").click()
    page.get_by_label("女").check()
    page.get_by_label("周岁年龄").fill("43")
    page.get_by_label("初中").check()
    page.get_by_role("button", name="下一题").click()
    answer_items(page, case, 1, upto)


def answer_items(page: Page, case: Case, first: int, last: int | None = None) -> None:
    entries = entries_of(case.booklet_id)
    for place, entry in enumerate(entries, start=1):
        if place < first or (last is not None and place > last):
            continue
        version = entry.version
        expect(page.locator("[data-part=screen] legend", has_text=version.stem)).to_be_visible()
        fill_in(page, version, page.locator("#t-number"), "#o-{}")
        page.get_by_role("button", name="下一题").click()


def test_an_interview_without_network_is_kept_and_sent_once(context: BrowserContext, survey: Survey) -> None:
    first, second = survey.cases.order_by("number")[:2]
    page = arrive(context)
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-tablet][data-ready='1']")
    expect(page.locator("[data-part=network]")).to_contain_text("没有网络")
    interview(page, first, upto=2)
    third = entries_of(first.booklet_id)[2].version.stem
    expect(page.locator("[data-part=screen] legend", has_text=third)).to_be_visible()
    page.close()  # the tab is closed in the middle of the interview

    page = context.new_page()
    page.goto(TABLET)
    line(page, first).get_by_role("button", name="接着访问").click()
    answer_items(page, first, 3)
    page.get_by_role("button", name="完成，保存").click()
    expect(page.locator("[data-part=waiting]")).to_have_text("1 份待同步")
    page.reload()
    expect(page.locator("[data-part=waiting]")).to_have_text("1 份待同步")
    assert not AnswerSheet.objects.exists()

    context.set_offline(False)
    page.get_by_role("button", name="同步").click()
    expect(page.locator("[data-part=waiting]")).to_have_text("全部已同步")
    expect(page.locator("[data-part=told]")).to_have_text("刚才收入 1 份")
    expect(line(page, first)).to_contain_text("完成")
    page.get_by_role("button", name="同步").click()
    expect(page.locator("[data-part=told]")).to_have_text("名单是最新的")
    sheet = AnswerSheet.objects.get()
    first.refresh_from_db()
    assert first.state == Case.State.COMPLETE and first.sheet == sheet and len(sheet.answers) == 5 and first.age == 43
    assert sheet.seconds and second.state == Case.State.ISSUED


def test_an_answer_lost_on_the_way_back_makes_no_second_sheet(context: BrowserContext, survey: Survey) -> None:
    """The server took the sheet, and the tablet never heard of it."""
    case = survey.cases.order_by("number")[0]
    page = arrive(context)
    context.set_offline(True)
    interview(page, case)
    page.get_by_role("button", name="完成，保存").click()
    expect(page.locator("[data-part=waiting]")).to_have_text("1 份待同步")

    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/tablet/sync/", swallow, times=1)
    context.set_offline(False)
    expect(page.locator("[data-part=told]")).to_contain_text("同步没有成功")
    assert AnswerSheet.objects.count() == 1
    expect(page.locator("[data-part=waiting]")).to_have_text("1 份待同步")
    page.get_by_role("button", name="同步").click()
    expect(page.locator("[data-part=waiting]")).to_have_text("全部已同步")
    assert AnswerSheet.objects.count() == 1


def test_a_case_that_was_completed_otherwise_is_shown_as_a_conflict(context: BrowserContext, survey: Survey, assessor: Actor) -> None:
    case = survey.cases.select_related("booklet", "survey").order_by("number")[0]
    page = arrive(context)
    context.set_offline(True)
    interview(page, case)
    page.get_by_role("button", name="完成，保存").click()
    take_sheet(actor=assessor, case=case, incoming=filled(case))
    context.set_offline(False)
    expect(line(page, case)).to_contain_text("没有收入")
    expect(line(page, case)).to_contain_text("通过“调查员平板”完成")
    page.reload()
    expect(line(page, case)).to_contain_text("没有收入")
    line(page, case).get_by_role("button", name="知道了").click()
    expect(line(page, case)).to_contain_text("完成")
    assert AnswerSheet.objects.count() == 1


def test_an_outcome_is_brought_back(context: BrowserContext, survey: Survey) -> None:
    case = survey.cases.order_by("number")[0]
    page = arrive(context)
    context.set_offline(True)
    line(page, case).get_by_role("button", name="登记结果").click()
    page.get_by_label("多次未遇").check()
    page.get_by_label("已联系次数").fill("2")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("三次")
    page.get_by_label("已联系次数").fill("3")
    page.get_by_role("button", name="保存", exact=True).click()
    context.set_offline(False)
    expect(line(page, case)).to_contain_text("多次未遇")
    case.refresh_from_db()
    assert (case.state, case.contacts) == (Case.State.ABSENT, 3)
