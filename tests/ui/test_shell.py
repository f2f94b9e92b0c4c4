"""The shell of each page: header, large type, errors, and what the content security policy forbids."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

import kepu.ui
from kepu.ui import menu, slots, views
from kepu.ui.context import Shell

PACKAGE = Path(kepu.ui.__file__).parent
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))


@pytest.fixture(autouse=True)
def own_registries(monkeypatch):
    monkeypatch.setattr(menu, "_items", {})
    monkeypatch.setattr(slots, "_values", {})
    monkeypatch.setattr(slots, "_templates", {})


def a_request(path="/", **extra):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.csp_nonce = "n"
    for name, value in extra.items():
        setattr(request, name, value)
    return request


def an_actor():
    membership = SimpleNamespace(get_role_display=lambda: "填报员")
    return SimpleNamespace(district=SimpleNamespace(name="渝中区"), unit=SimpleNamespace(name="区科协"), membership=membership)


def a_user(name):
    return SimpleNamespace(is_authenticated=True, is_staff=False, get_full_name=lambda: name, get_username=lambda: "u1")


def test_a_page_is_chinese_and_begins_with_a_way_to_its_text():
    html = render_to_string("ui/base.html", request=a_request())
    assert '<html lang="zh-Hans">' in html
    assert html.index("skip-link") < html.index("<header")
    assert 'id="main"' in html


def test_the_title_of_a_page_is_also_its_heading(settings):
    html = render_to_string("ui/404.html", request=a_request())
    assert re.search(r"<title>\s*找不到页面 · ", html)
    assert "<h1>找不到页面</h1>" in html


def test_the_header_names_district_person_and_role_and_escapes_them():
    request = a_request(user=a_user("<b>王小明</b>"), actor=an_actor())
    html = render_to_string("ui/base.html", request=request)
    assert "渝中区" in html
    assert "区科协 · 填报员" in html
    assert "&lt;b&gt;王小明&lt;/b&gt;" in html


def test_the_bell_shows_how_many_notices_wait():
    slots.register_value("notice_url", lambda request: "/notices/")
    slots.register_value("notice_count", lambda request: 120)
    html = render_to_string("ui/base.html", request=a_request())
    assert 'href="/notices/"' in html
    assert "99+" in html


def test_demonstration_data_is_marked_on_each_page():
    assert "演示数据" not in render_to_string("ui/base.html", request=a_request())
    slots.register_value("demo", lambda request: True)
    assert "演示数据" in render_to_string("ui/base.html", request=a_request())


def test_the_cookie_turns_on_large_type():
    request = a_request()
    assert not Shell(request).elder
    request.COOKIES["kepu_elder"] = "1"
    html = render_to_string("ui/base_public.html", request=request)
    assert '<html lang="zh-Hans" data-elder>' in html
    assert "标准版" in html


def test_switching_large_type_sets_the_cookie_and_goes_back():
    response = views.elder(RequestFactory().post("/elder/", {"elder": "1", "next": "/public/?year=2026"}))
    assert response.url == "/public/?year=2026"
    assert response.cookies["kepu_elder"].value == "1"
    assert response.cookies["kepu_elder"]["samesite"] == "Lax"


def test_switching_back_deletes_the_cookie():
    response = views.elder(RequestFactory().post("/elder/", {"elder": "0", "next": "/"}))
    assert response.cookies["kepu_elder"]["max-age"] == 0


def test_switching_never_leads_to_another_site():
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert views.elder(RequestFactory().post("/elder/", {"elder": "1", "next": target})).url == "/"


def test_switching_needs_a_post():
    assert views.elder(RequestFactory().get("/elder/")).status_code == 405


def test_the_style_guide_is_for_staff_only(settings):
    settings.DEBUG = False
    assert views.style_guide(a_request(user=AnonymousUser())).status_code == 302
    staff = SimpleNamespace(is_authenticated=True, is_staff=True, get_full_name=lambda: "", get_username=lambda: "admin")
    assert views.style_guide(a_request(user=staff)).status_code == 200


@pytest.mark.parametrize("view", ["", "wallscreen", "print"])
def test_each_view_of_the_style_guide_renders(settings, view):
    settings.DEBUG = True
    response = views.style_guide(a_request(f"/style-guide/?view={view}"))
    assert response.status_code == 200
    assert "样例" in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500])
def test_an_error_page_says_what_to_do_next(status):
    html = render_to_string(f"ui/{status}.html", request=a_request())
    assert "您可以" in html
    assert str(status) in html


def test_a_form_that_was_open_too_long_is_refused_in_words(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode() and "您可以" in answer.content.decode()


def test_the_error_pages_render_without_request_as_django_does_when_all_fails():
    assert "系统出错了" in render_to_string("500.html")


def test_the_general_error_page_shows_the_message_escaped():
    context = {"status": 409, "title": "已提交", "error_message": "<b>版本</b>已变"}
    html = render_to_string("ui/error.html", context, request=a_request())
    assert "&lt;b&gt;版本&lt;/b&gt;已变" in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_that_the_content_security_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"<script(?![^>]*src=)", text)
    assert "<style" not in text


@pytest.mark.parametrize("path", sorted((PACKAGE / "static" / "ui").glob("*.*")), ids=lambda path: path.name)
def test_a_static_file_fetches_nothing_from_other_sites(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "//" not in re.sub(r"https?://localhost|/\*.*?\*/", "", text, flags=re.S) or path.suffix == ".js"
    assert not re.search(r"https?://", text)
