"""A service from a resident's telephone to the district's figures, everybody at phone width."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from ..browser import IN_BROWSER, PHONE
from .conftest import PATIENCE

Visit = Callable[..., Page]
pytestmark = IN_BROWSER
expect.set_options(timeout=PATIENCE)
NUMBER = "13612345678"
INDICATOR = "群众点单服务场次"


def fits(page: Page) -> None:
    """Nothing is cut off at the side of a telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def figure(page: Page) -> int:
    """What the dashboard says of the indicator."""
    page.goto("/evidence/indicators/")
    row = page.locator("tr, li, article", has_text=INDICATOR).first
    found = re.search(rf"{INDICATOR}\D*?([0-9,]+)", re.sub(r"\s+", " ", row.inner_text()))
    assert found is not None, row.inner_text()
    return int(found[1].replace(",", ""))


def open_order(page: Page, number: str) -> None:
    page.goto(f"/orders/?q={number}")
    page.locator("tbody a").first.click()
    expect(page.get_by_text(number).first).to_be_visible()
    fits(page)


def order_on_the_phone(visit: Visit) -> tuple[Page, str]:
    """Three screens, the network lost on the first; the code is read where the operator of a demonstration reads it."""
    page, operator = visit(size=PHONE), visit("operator")
    page.goto("/orders/menu/500103/")
    fits(page)
    page.get_by_role("link", name="说说我想要的").click()
    page.get_by_label("想要什么服务").fill("想请医生讲讲高血压和糖尿病怎么预防")
    page.get_by_label(re.compile("慢性病预防")).check()
    page.get_by_label(re.compile("街道和社区")).select_option(label="领事巷社区")
    page.get_by_label(re.compile("详细地址")).fill("领事巷12号活动室")
    page.get_by_text("在地图上标出位置").click()
    page.locator("[data-pin-map].leaflet-container path").first.wait_for(state="attached")
    fits(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="下一步").last.click()
    expect(page.get_by_text("网络不通，没有送出")).to_be_visible()
    expect(page.get_by_label(re.compile("详细地址"))).to_have_value("领事巷12号活动室")
    page.context.set_offline(False)
    page.get_by_role("button", name="下一步").last.click()
    page.locator(".times-box").nth(0).click()
    page.locator(".times-box").nth(4).click()
    page.get_by_label(re.compile("预计人数")).fill("25")
    page.get_by_label(re.compile("主要是哪些人")).select_option("elderly")
    fits(page)
    page.get_by_role("button", name="下一步").last.click()
    page.get_by_label(re.compile("怎么称呼")).fill("李奶奶")
    page.get_by_label(re.compile("手机号")).first.fill(NUMBER)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("验证码已发送")).to_be_visible()
    operator.goto("/notices/texts/")
    code = re.search(r"验证码是([0-9]{6})", operator.locator("tbody tr").first.inner_text())
    assert code is not None
    page.get_by_label(re.compile("短信验证码")).fill(code[1])
    page.get_by_label(re.compile("同意将称呼")).check()
    fits(page)
    page.get_by_role("button", name="提交点单").click()
    expect(page.get_by_text("点单成功")).to_be_visible()
    number = re.search(r"服务单 ([0-9]{8,})", page.locator("main").inner_text())
    assert number is not None and NUMBER not in page.locator("main").inner_text()
    return page, number[1]


def test_a_resident_orders_and_the_visit_reaches_the_dashboard(visit: Visit) -> None:
    office = visit("office")
    before = figure(office)
    resident, number = order_on_the_phone(visit)

    community = visit("community", PHONE)
    open_order(community, number)
    community.get_by_label("派给").select_option(label="区卫生健康委 ★")
    community.get_by_role("button", name="派单").click()
    expect(community.locator(".messages")).to_contain_text("派单成功")

    department = visit("head", PHONE)
    open_order(department, number)
    department.get_by_label("指定服务队").select_option(label="红岩健康科普服务队")
    department.get_by_role("button", name="领单").click()
    expect(department.locator(".messages")).to_contain_text("领单成功")

    team = visit("team", PHONE)
    open_order(team, number)
    team.get_by_role("button", name="接单").click()
    expect(team.locator(".messages")).to_contain_text("接单成功")
    soon = datetime.datetime.now(ZoneInfo("Asia/Shanghai")) + datetime.timedelta(minutes=2)
    team.get_by_label("开始时间").first.fill(f"{soon:%Y-%m-%dT%H:%M}")
    team.get_by_label(re.compile("已与点单人电话商定")).first.check()
    team.get_by_role("button", name="安排", exact=True).first.click()
    expect(team.locator(".messages")).to_contain_text("安排时间成功")
    resident.reload()
    expect(resident.get_by_text("上门时间")).to_be_visible()

    team.get_by_role("link", name=re.compile(f"{soon:%H:%M}")).first.click()
    team.get_by_text("登记没有手机的队员").click()
    team.get_by_role("button", name="登记签到").click()
    expect(team.get_by_text("现场加入")).to_be_visible()
    open_order(team, number)
    team.get_by_role("button", name="开始服务").click()
    expect(team.locator(".messages")).to_contain_text("签到成功")
    team.wait_for_timeout(max((soon - datetime.datetime.now(ZoneInfo("Asia/Shanghai"))).total_seconds(), 0) * 1000 + 1500)
    team.get_by_label("实到人数").fill("31")
    team.get_by_label("时长（分钟）").fill("15")
    team.get_by_label("服务小结").fill("讲解高血压和糖尿病的预防，现场测血压。")
    team.get_by_role("button", name="提交小结").click()
    expect(team.locator(".messages")).to_contain_text("完成服务成功")

    resident.reload()
    resident.locator("label[for=star-5]").click()
    resident.get_by_label("讲得清楚").check()
    resident.get_by_role("button", name="提交评价").click()
    expect(resident.get_by_text("感谢您的评价")).to_be_visible()
    fits(resident)

    office.goto(f"/orders/?q={number}")
    office.locator("tbody a").first.click()
    expect(office.get_by_text("台账记录")).to_be_visible()
    assert figure(office) == before + 1
