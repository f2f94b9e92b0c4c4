"""A resident who answers behind the link, on a phone whose network comes and goes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from kepu.literacy.models import AnswerDraft, AnswerSheet, Case
from kepu.literacy.queries.field import entries_of
from kepu.literacy.services.field_sheets import take_sheet
from kepu.organizations.actors import Actor

from ..survey_stage import code_of, filled
from .conftest import IN_BROWSER, fill_in

pytestmark = IN_BROWSER
DOOR = "/literacy/answer/500103/"


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


@pytest.fixture
def code(assessor: Actor, case: Case) -> str:
    return code_of(assessor, case)


def begin(page: Page, code: str) -> None:
    page.goto(f"{DOOR}#{code}")
    page.get_by_role("button", name="开始").click()
    page.get_by_role("button", name="我同意参加").click()
    page.get_by_label("女").check()
    page.get_by_label("周岁年龄").fill("43")
    page.get_by_label("初中").check()
    page.get_by_role("button", name="下一步").click()


def choose(page: Page, case: Case, place: int) -> None:
    version = entries_of(case.booklet_id)[place - 1].version
    expect(page.locator("legend", has_text=version.stem)).to_be_visible()
    fill_in(page, version, page.get_by_label("填数字"), "[name=place_{}]")


def test_what_was_chosen_stays_when_the_network_is_gone_and_nobody_says_so(page: Page, case: Case, code: str) -> None:
    """The telephone still believes in its network: `navigator.onLine` is true, the request gets no answer."""
    begin(page, code)
    choose(page, case, 1)
    page.route("**/questions/**", lambda route: route.abort("connectionfailed"))
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_role("alert")).to_contain_text("网络不通")
    expect(page).to_have_title(re.compile("第 1 题"))
    page.unroute("**/questions/**")
    page.get_by_role("button", name="下一题").click()
    expect(page).to_have_title(re.compile("第 2 题"))
    expect(page).to_have_url(re.compile(r"/questions/2/$"))
    kept = AnswerDraft.objects.get(case=case)
    assert len(kept.answers) == 1 and 0 < next(iter(kept.seconds.values())) < 60

    for place in range(2, 6):
        choose(page, case, place)
        page.locator("button[value=next]").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("收到了，谢谢您！")).to_be_visible()
    assert len(AnswerSheet.objects.get(case=case).answers) == 5


def test_a_fault_of_the_server_leaves_the_answer_on_the_screen(page: Page, case: Case, code: str) -> None:
    begin(page, code)
    choose(page, case, 1)

    def fail(route: Route) -> None:
        route.fulfill(status=503, body="<h1>忙</h1>", content_type="text/html")

    page.route("**/questions/1/", fail)
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_role("alert")).to_contain_text("没有成功")
    page.unroute("**/questions/1/")
    page.get_by_role("button", name="下一题").click()
    expect(page).to_have_title(re.compile("第 2 题"))
    assert len(AnswerDraft.objects.get(case=case).answers) == 1


def test_a_questionnaire_that_was_taken_otherwise_says_so(page: Page, case: Case, code: str, assessor: Actor) -> None:
    begin(page, code)
    choose(page, case, 1)
    take_sheet(actor=assessor, case=case, incoming=filled(case))
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_text("收到了，谢谢您！")).to_be_visible()
