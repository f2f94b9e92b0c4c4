"""Each role starts with what concerns it, in a bounded number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from kepu.evidence.queries import totals
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan
from kepu.reports.queries.leader import leader_view
from kepu.reports.queries.overview import overview
from kepu.reports.queries.scope import scope_of

from .conftest import TODAY

ClientFor = Callable[[Actor], Client]
MaxQueries = Callable[..., object]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(10), datetime.UTC), tick=True):
        yield


@pytest.mark.parametrize(("role", "sign"), [("office", "全区总览"), ("leader", "一页看全"), ("reporter", "承担的任务"), ("auditor", "全区总览")])
def test_each_role_starts_with_its_own_page(role: str, sign: str, request: pytest.FixtureRequest, year: Plan, client_for: ClientFor) -> None:
    assert sign in client_for(request.getfixturevalue(role)).get("/").content.decode()


def test_an_operator_starts_with_the_workbench(operator: Actor, year: Plan, client_for: ClientFor) -> None:
    assert "工作台" in client_for(operator).get("/").content.decode()


def test_a_district_without_a_plan_is_told_what_to_do(office: Actor, leader: Actor, reporter: Actor, client_for: ClientFor) -> None:
    for actor in (leader, reporter):
        assert "还没有实施中的规划" in client_for(actor).get("/").content.decode()
    begun = client_for(office).get("/").content.decode()
    assert "从导入规划开始" in begun and 'href="/plans/import/"' in begun and 'href="/units/import/"' in begun
    assert "还没有实施中的规划" in client_for(office).get("/wall/").content.decode()


def test_the_office_is_led_on_from_the_import_to_the_evaluation(office: Actor, client_for: ClientFor, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.REVIEW)
    assert f'href="/plans/{plan.pk}/review/"' in client_for(office).get("/").content.decode()
    Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.ISSUED, year_from=2016, year_to=2020)
    ended = client_for(office).get("/").content.decode()
    assert "规划期已于2020年底结束" in ended and f'href="/governance/evaluations/plans/{plan.pk}/"' in ended


def test_the_office_sees_what_is_late_first_and_can_click_down(office: Actor, year: Plan, client_for: ClientFor) -> None:
    text = client_for(office).get("/").content.decode()
    assert "1 项任务已逾期：区卫生健康委1项" in text
    assert f'href="/plans/{year.pk}/work/?year=2026&amp;status=overdue"' in text


def test_the_figures_of_the_overview_are_those_of_the_ledger_and_the_plan(office: Actor, year: Plan) -> None:
    scope = scope_of(office.district, TODAY)
    assert scope is not None
    shown = overview(office, scope)
    assert (shown.work.total.total, shown.work.total.done, shown.work.total.late) == (3, 1, 1)
    assert sum(row.records for row in shown.units) == totals(year.district, since=datetime.date(2026, 1, 1), units=Unit.objects.all())[0].records
    assert dict(shown.activity.streets.rows) == {"七星岗街道": 1, "解放碑街道": 1}


def test_a_leader_reads_what_is_behind_and_why(leader: Actor, year: Plan, client_for: ClientFor) -> None:
    text = client_for(leader).get("/leader/").content.decode()
    assert "办健康大讲堂" in text and "逾期 55 天" in text and "责任单位尚未说明原因。" in text


def test_work_of_a_past_year_that_is_still_open_is_late_up_to_today(leader: Actor, year: Plan) -> None:
    with time_machine.travel(datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC), tick=True):
        scope = scope_of(leader.district, datetime.date(2027, 3, 1), {"year": "2026"})
        assert scope is not None
        assert [late.days for late in leader_view(leader, scope).behind if late.item.title.startswith("办健康大讲堂")] == [152]


def test_a_unit_sees_its_own_work_and_no_page_of_another(reporter: Actor, year: Plan, units: dict[str, Unit], client_for: ClientFor) -> None:
    client = client_for(reporter)
    text = client.get("/overview/unit/").content.decode()
    assert "办健康大讲堂" in text and "办职工培训班" not in text
    assert client.get(f"/overview/units/{units['区总工会'].pk}/").status_code == 403


def test_a_past_year_is_judged_at_its_end(office: Actor, year: Plan, client_for: ClientFor) -> None:
    with time_machine.travel(datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC), tick=True):
        scope = scope_of(office.district, datetime.date(2027, 3, 1), {"year": "2026"})
        assert scope is not None and scope.until == datetime.date(2026, 12, 31)
        assert overview(office, scope).work.total.late == 2


@pytest.mark.parametrize("picked", ["?year=abc", "?year=1999", "?plan=999999", "?plan=x&year=2026"])
def test_a_pick_that_does_not_exist_is_left_aside(picked: str, office: Actor, year: Plan, client_for: ClientFor) -> None:
    assert client_for(office).get(f"/overview/{picked}").status_code == 200


@pytest.mark.parametrize(
    ("path", "role", "limit"),
    [("/overview/", "office", 25), ("/wall/", "office", 21), ("/leader/", "leader", 21), ("/overview/unit/", "reporter", 20)],
)
def test_a_dashboard_asks_the_database_as_often_for_many_units_as_for_few(
    path: str,
    role: str,
    limit: int,
    request: pytest.FixtureRequest,
    year: Plan,
    units: dict[str, Unit],
    add_work: Callable[..., object],
    client_for: ClientFor,
    django_assert_max_num_queries: MaxQueries,
) -> None:
    for number, unit in enumerate(units.values()):
        for day in (5, 6, 7):
            add_work(f"工作{number}-{day}", unit, datetime.date(2026, 11, day))
    client = client_for(request.getfixturevalue(role))
    client.get(path)
    with django_assert_max_num_queries(limit):
        assert client.get(path).status_code == 200


def test_in_a_closed_plan_what_was_not_done_is_told_as_history(
    office: Actor, leader: Actor, reporter: Actor, year: Plan, units: dict[str, Unit], client_for: ClientFor
) -> None:
    Plan.objects.filter(pk=year.pk).update(status=Plan.Status.CLOSED)
    theirs = {"unit": units["区卫生健康委"].pk}
    pages = {
        "overview": client_for(office).get("/").content.decode(),
        "unit": client_for(office).get("/overview/units/{unit}/".format(**theirs)).content.decode(),
        "leader": client_for(leader).get("/").content.decode(),
        "wall": client_for(office).get("/wall/").content.decode(),
        "work plan": client_for(office).get(f"/plans/{year.pk}/work/?year=2026&status=unfinished").content.decode(),
        "reporting": client_for(office).get("/governance/overview/").content.decode(),
    }
    assert [name for name, text in pages.items() if "逾期" in text.replace("督办清单", "")] == []
    assert [name for name, text in pages.items() if "未完成" not in text] == ["reporting"]
    assert "规划已总结，2026年未完成的任务" in pages["overview"]
