"""The menu shows to each person what that person may open."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path, resolve

from kepu.ui import checks, menu, slots
from kepu.ui.menu import MenuItem, Section


def nothing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="start"),
    path("plans/", nothing, name="plans"),
    path("plans/<int:pk>/", nothing, name="plan"),
    path("plans/matrix/", nothing, name="matrix"),
]


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(menu, "_items", {})
    with override_settings(ROOT_URLCONF=__name__):
        yield


def request_for(address: str) -> HttpRequest:
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    return request


def labels(request: HttpRequest) -> list[str]:
    return [str(entry.label) for group in menu.build(request) for entry in group.entries]


def current(request: HttpRequest) -> list[str]:
    return [str(entry.label) for group in menu.build(request) for entry in group.entries if entry.current]


def test_an_entry_is_hidden_from_whom_it_is_not_for():
    menu.register(MenuItem("规划", "plans", visible=lambda request: request.GET.get("as") == "office"))
    assert labels(RequestFactory().get("/", {"as": "office"})) == ["规划"]
    assert labels(RequestFactory().get("/", {"as": "guest"})) == []


def test_by_default_an_entry_needs_an_actor():
    menu.register(MenuItem("规划", "plans"))
    request = RequestFactory().get("/")
    assert labels(request) == []
    request.actor = object()
    assert labels(request) == ["规划"]


def test_sections_and_entries_keep_their_order_and_empty_sections_are_left_out():
    menu.register(MenuItem("分工", "matrix", Section.PLANNING, order=20, visible=menu.everybody))
    menu.register(MenuItem("规划", "plans", Section.PLANNING, order=10, visible=menu.everybody))
    menu.register(MenuItem("首页", "start", Section.WORKBENCH, visible=menu.everybody))
    groups = menu.build(RequestFactory().get("/"))
    assert [str(group.label) for group in groups] == ["工作台", "规划"]
    assert labels(RequestFactory().get("/")) == ["首页", "规划", "分工"]


def test_the_entry_of_the_view_is_current_before_one_with_a_longer_address():
    menu.register(MenuItem("规划", "plans", visible=menu.everybody))
    menu.register(MenuItem("分工", "matrix", visible=menu.everybody))
    assert current(request_for("/plans/")) == ["规划"]
    assert current(request_for("/plans/matrix/")) == ["分工"]


def test_a_page_below_an_entry_marks_that_entry_and_the_start_page_marks_no_other():
    menu.register(MenuItem("首页", "start", visible=menu.everybody))
    menu.register(MenuItem("规划", "plans", visible=menu.everybody))
    assert current(request_for("/plans/7/")) == ["规划"]
    assert current(request_for("/")) == ["首页"]


def test_an_entry_registered_twice_stands_once():
    menu.register(MenuItem("旧名", "plans", visible=menu.everybody))
    menu.register(MenuItem("新名", "plans", visible=menu.everybody))
    assert labels(RequestFactory().get("/")) == ["新名"]


def test_an_entry_that_leads_nowhere_is_hidden_and_reported_by_the_system_check():
    menu.register(MenuItem("无处", "nowhere", visible=menu.everybody))
    menu.register(MenuItem("无图", "plans", icon="unicorn", visible=menu.everybody))
    assert labels(RequestFactory().get("/")) == ["无图"]
    assert [found.id for found in checks.check_menu()] == ["kepu.ui.E001", "kepu.ui.E002"]


def test_an_entry_shows_how_many_things_wait():
    menu.register(MenuItem("待办", "start", visible=menu.everybody, count=lambda request: 5))
    (group,) = menu.build(RequestFactory().get("/"))
    assert group.entries[0].count == 5


def test_a_slot_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no template slot"):
        slots.register_template("sidebar", "x.html")
    with pytest.raises(ValueError, match="no value slot"):
        slots.register_value("weather", lambda request: 1)
