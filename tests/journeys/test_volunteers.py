"""A volunteer from the application to a certificate that anybody can verify, everybody at phone width."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from ..browser import IN_BROWSER, PHONE
from .conftest import PATIENCE

Visit = Callable[..., Page]
pytestmark = IN_BROWSER
expect.set_options(timeout=PATIENCE)
NUMBER = "13687654321"
TEAM = "红岩健康科普服务队"
HERE = {"latitude": 29.5575, "longitude": 106.567}


def fits(page: Page) -> None:
    """Nothing is cut off at the side of a telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def code_of(operator: Page) -> str:
    operator.goto("/notices/texts/")
    code = re.search(r"验证码是([0-9]{6})", operator.locator("tbody tr").first.inner_text())
    assert code is not None
    return code[1]


def apply(page: Page, operator: Page) -> None:
    """Number, code, form: three screens."""
    page.goto("/volunteers/join/500103/")
    fits(page)
    page.locator(".card", has_text=TEAM).last.get_by_role("link", name="了解和报名").click()
    page.get_by_role("link", name="报名加入").click()
    page.get_by_label(re.compile("手机号")).fill(NUMBER)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_label(re.compile("短信验证码"))).to_be_visible()
    page.get_by_label(re.compile("短信验证码")).fill(code_of(operator))
    page.get_by_role("button", name="验证").click()
    page.get_by_label(re.compile("^姓名")).fill("李红梅")
    page.get_by_label(re.compile("证件号码")).fill("11010519491231002X")
    page.get_by_label(re.compile("我已阅读并同意")).check()
    fits(page)
    page.get_by_role("button", name="提交报名").click()
    expect(page.get_by_text("报名正在审核")).to_be_visible()


def arrange(leader: Page) -> str:
    """A session that begins now, at the place where the telephone is; its address."""
    now = datetime.datetime.now(ZoneInfo("Asia/Shanghai"))
    leader.goto("/volunteers/sessions/new/")
    leader.get_by_label(re.compile("^服务队")).select_option(label=TEAM)
    leader.get_by_label(re.compile("服务名称")).fill("量血压，话健康")
    leader.get_by_label(re.compile("开始时间")).fill(f"{now:%Y-%m-%dT%H:%M}")
    leader.get_by_label(re.compile("结束时间")).fill(f"{now + datetime.timedelta(hours=2):%Y-%m-%dT%H:%M}")
    leader.get_by_label(re.compile("^地点")).fill("领事巷社区活动室")
    leader.get_by_label("纬度").fill(str(HERE["latitude"]))
    leader.get_by_label("经度").fill(str(HERE["longitude"]))
    fits(leader)
    leader.get_by_role("button", name="保存").click()
    expect(leader.get_by_role("heading", name="量血压，话健康")).to_be_visible()
    return leader.url


def serve(page: Page) -> None:
    """Sign up, be there, leave in another minute than that of the arrival."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 29.6, "longitude": 106.567})
    page.goto("/volunteers/me/500103/")
    page.get_by_role("link", name=re.compile("量血压，话健康")).click()
    page.get_by_role("button", name="我要参加").click()
    page.get_by_role("button", name="定位签到").click()
    expect(page.get_by_text(re.compile("您距服务地点约"))).to_be_visible()
    page.context.set_geolocation(HERE)
    page.get_by_role("button", name="定位签到").click()
    expect(page.get_by_text("签到成功")).to_be_visible()
    fits(page)
    page.wait_for_timeout((61 - time.time() % 60) * 1000)
    page.get_by_role("button", name="定位签退").click()
    expect(page.get_by_text("签退成功")).to_be_visible()


def test_an_applicant_serves_and_proves_his_hours(visit: Visit) -> None:
    page, operator, leader = visit(size=PHONE), visit("operator"), visit("team", PHONE)
    apply(page, operator)
    leader.goto("/volunteers/applications/")
    leader.locator("tr", has_text="李红梅").get_by_role("button", name="通过", exact=True).click()
    expect(leader.get_by_text("志愿者已入队")).to_be_visible()
    address = arrange(leader)
    serve(page)
    leader.goto(f"{address}code/")
    expect(leader.locator(".qr-large svg")).to_be_visible()
    fits(leader)
    leader.goto(address)
    leader.get_by_role("button", name="结束服务，确认时长").click()
    leader.get_by_role("button", name="确定").click()
    leader.get_by_role("button", name="确认时长").click()
    expect(leader.get_by_text("时长已确认")).to_be_visible()
    fits(leader)
    page.goto("/volunteers/me/500103/hours/")
    page.get_by_role("button", name="出具证明").click()
    proof = page.get_by_text(re.compile(r"^[A-Z0-9]{12}$")).first.inner_text()
    stranger = visit(size=PHONE)
    stranger.goto("/volunteers/verify/")
    stranger.get_by_label("校验码").fill(proof.lower())
    stranger.get_by_role("button", name="查验").click()
    expect(stranger.get_by_text("证明真实有效")).to_be_visible()
    assert "李**" in stranger.locator("main").inner_text() and "李红梅" not in stranger.locator("main").inner_text()
    fits(stranger)
