"""The pages in a real browser, under the content security policy of the settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect

from kepu.ui import menu

from ..browser import IN_BROWSER, PHONE

pytestmark = IN_BROWSER
DESK = {"width": 1440, "height": 900}
GUIDE = "/style-guide/"


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test output stays readable."""


@pytest.fixture
def site(settings) -> Iterator[str]:
    """Serves the real site; its pages are asked for without sign-in, so no database is needed."""
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, base_url=site)
    yield context.new_page()
    context.close()


def scroll_through(page: Page) -> None:
    page.evaluate("document.querySelectorAll('[data-chart]').forEach((box) => box.scrollIntoView())")
    for box in page.locator("[data-chart]").all():
        box.scroll_into_view_if_needed()


def test_charts_are_drawn_and_the_policy_has_nothing_to_complain_about(page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(GUIDE)
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy
    scroll_through(page)
    expect(page.locator("[data-chart]:not(.is-ready)")).to_have_count(0)
    assert page.locator("[data-chart] svg").count() == page.locator("[data-chart]").count() > 5
    # The sample form is filled wrongly on purpose: Chromium remarks that 三百 is no number.
    assert [text for text in complaints if "三百" not in text] == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_no_page_is_wider_than_the_screen(page, site, viewport, elder):
    page.set_viewport_size(viewport)
    if elder:
        page.context.add_cookies([{"name": "kepu_elder", "value": "1", "url": site}])
    for address in (GUIDE, "/accounts/login/", "/no-such-page/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address


def test_large_type_is_switched_at_once_and_remembered(page):
    page.goto(GUIDE)
    page.get_by_role("button", name="关怀版").click()
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) >= 20
    page.reload()
    assert page.evaluate(size) >= 20
    page.get_by_role("button", name="标准版").click()
    assert page.evaluate(size) == 16
    page.reload()
    assert page.evaluate(size) == 16


def test_large_type_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, base_url=site)
    page = context.new_page()
    page.goto(GUIDE)
    page.get_by_role("button", name="关怀版").click()
    assert page.url.endswith(GUIDE)
    assert page.locator("html[data-elder]").count() == 1
    context.close()


def test_targets_for_the_finger_are_large_enough(page):
    """WCAG 2.5.8: 24 by 24 CSS pixels; links inside a sentence are exempt."""
    page.goto(GUIDE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, textarea, nav a, .button')]
        .filter((el) => el.checkVisibility() && !el.closest('.visually-hidden'))
        .map((el) => [el.outerHTML.slice(0, 80), el.getBoundingClientRect()])
        .filter(([html, box]) => Math.min(box.width, box.height) < 24 && !/type="(checkbox|radio)"/.test(html))
        .map(([html]) => html)"""
    )
    assert small == []


def test_a_question_is_asked_before_what_cannot_be_undone(page):
    page.goto(GUIDE)
    page.evaluate(
        """() => { const form = document.createElement('form'); form.action = '/no-such-page/'; form.id = 'danger';
        form.dataset.confirm = '确定作废吗？'; form.append(document.createElement('button')); document.body.append(form); }"""
    )
    page.evaluate("document.querySelector('#danger').requestSubmit()")
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert page.url.endswith(GUIDE)
    page.evaluate("document.querySelector('#danger').requestSubmit()")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    page.wait_for_url("**/no-such-page/**")


def test_before_several_things_are_done_at_once_it_says_how_many(page):
    page.goto(GUIDE)
    page.evaluate(
        """() => { const form = document.createElement('form'); form.id = 'several'; form.dataset.confirm = '验收 {checked} 份？';
        form.innerHTML = '<table><tbody><td><input type=checkbox checked><input type=checkbox checked><input type=checkbox></table>';
        document.body.append(form); }"""
    )
    page.evaluate("document.querySelector('#several').requestSubmit()")
    expect(page.get_by_role("dialog")).to_contain_text("验收 2 份？")


def test_printing_repeats_the_head_of_a_table_on_each_sheet(page):
    page.goto(GUIDE + "?view=print")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert not page.locator(".paper-bar").is_visible()


def test_the_wall_screen_fits_without_scrolling(page):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(GUIDE + "?view=wallscreen")
    expect(page.locator("[data-chart]:not(.is-ready)")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    bottoms = page.evaluate("[...document.querySelectorAll('[data-chart] svg')].map((el) => el.getBoundingClientRect().bottom)")
    assert max(bottoms) <= 1080


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_menu_of_a_phone_opens_and_closes(browser, site, scripts, monkeypatch):
    monkeypatch.setattr(menu, "_items", {})
    menu.register(menu.MenuItem("界面规范", "ui:style_guide", visible=menu.everybody))
    context = browser.new_context(viewport=PHONE, base_url=site, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(GUIDE)
    entry = page.locator("#site-menu").get_by_role("link", name="界面规范")
    expect(entry).not_to_be_visible()
    page.get_by_label("打开菜单").click()
    expect(entry).to_be_visible()
    if scripts:
        page.keyboard.press("Escape")
        expect(page.get_by_label("打开菜单")).to_be_focused()
    else:
        page.get_by_label("关闭菜单").click()
    expect(entry).not_to_be_visible()
    context.close()


def test_sign_in_wears_the_design_and_breaks_no_policy(page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto("/accounts/login/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    expect(page.get_by_label("用户名")).to_be_visible()
    assert complaints == []


ASK = """() => { const button = document.createElement('button'); button.id = 'ask'; button.setAttribute('hx-get', '/part/');
button.setAttribute('hx-target', '#part'); button.textContent = '取'; const part = document.createElement('div'); part.id = 'part';
document.querySelector('main').append(button, part); htmx.process(button); button.click(); }"""


def test_a_refused_part_of_a_page_tells_why(page):
    refused = '<section class="error-page"><h1>内容已被别人更改</h1><p data-error-message>版本 3</p></section>'
    page.route("**/part/", lambda route: route.fulfill(status=409, content_type="text/html", body=refused))
    page.goto(GUIDE)
    page.evaluate(ASK)
    expect(page.locator("#messages").get_by_role("alert")).to_have_text("内容已被别人更改 版本 3")
    expect(page.locator("#part")).to_be_empty()


def test_a_form_with_errors_is_shown_again_and_charts_in_a_part_are_drawn(page):
    source = page.request.get(GUIDE).text()
    figure = source[source.index('<figure class="chart"') : source.index("</figure>") + len("</figure>")]
    page.route("**/part/", lambda route: route.fulfill(status=422, content_type="text/html", body=f"<p>请填写名称</p>{figure}"))
    page.goto(GUIDE)
    page.evaluate(ASK)
    expect(page.locator("#part")).to_contain_text("请填写名称")
    page.locator("#part [data-chart]").scroll_into_view_if_needed()
    expect(page.locator("#part [data-chart] svg").first).to_be_visible()


def marked(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-linked] .is-marked", "found => found.map((el) => el.id)")


def test_what_is_chosen_in_one_pane_is_marked_in_the_other(page):
    page.goto(GUIDE)
    page.locator("#N2").click()
    assert marked(page) == ["L2", "L3", "N2"]
    page.locator("#L4").click()
    assert marked(page) == ["L4", "N3"]


def test_the_keyboard_walks_through_a_pane_and_marks_the_other(page):
    page.goto(GUIDE)
    page.locator("#N1 .line-number").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#N2 .line-number")).to_be_focused()
    assert marked(page) == ["L2", "L3", "N2"]
    page.keyboard.press("ArrowUp")
    assert marked(page) == ["L1", "N1"]


def test_a_link_from_elsewhere_marks_the_line_and_its_place(page):
    page.goto(GUIDE + "#L3")
    assert marked(page) == ["L2", "L3", "N2"]


LONGER = """() => { const body = document.querySelector('[data-linked] .pane-body'); body.style.maxHeight = '60px'; body.style.overflowY = 'auto';
document.querySelectorAll('[data-linked] .pane-body')[1].style.cssText = 'max-height:40px;overflow-y:auto'; }"""


def test_panes_scroll_together_side_by_side(page):
    page.set_viewport_size(DESK)
    page.goto(GUIDE)
    page.evaluate(LONGER)
    source, structure = page.locator("[data-linked] .pane-body").all()
    source.hover()
    page.mouse.wheel(0, 500)
    expect(structure).not_to_have_js_property("scrollTop", 0)


def test_without_scripts_the_numbers_are_links_between_the_panes(browser, site):
    context = browser.new_context(viewport=PHONE, base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(GUIDE)
    page.locator("#L4 .line-number").click()
    expect(page).to_have_url(f"{site}{GUIDE}#N3")
    context.close()
