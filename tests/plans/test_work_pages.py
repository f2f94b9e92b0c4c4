"""The work plan in the browser: list, item, form, answers, my tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans import panels
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import accept_work_item, draft_work_items, issue_work_items, update_work_item

ClientFor = Callable[[Actor], Client]
Draft = Callable[..., WorkItem]
Status = WorkItem.Status


def form_of(item: WorkItem, **otherwise: Any) -> dict[str, Any]:
    return {
        "node": item.node_id,
        "title": item.title,
        "deliverable": item.deliverable,
        "year": item.year,
        "due_on": item.due_on.isoformat(),
        "unit": item.unit_id,
        "lead_unit": item.lead_unit_id or "",
        "version": item.version,
    } | otherwise


@pytest.fixture
def issued(office: Actor, plan: Plan, item: WorkItem) -> WorkItem:
    return issue_work_items(actor=office, plan=plan, year=2026)[0]


def test_the_office_drafts_the_year_in_the_browser_and_issues_it(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    client = client_for(office)
    client.post(f"/plans/{plan.pk}/work/draft/", {"year": "2026"})
    drafts = plan.work_items.filter(year=2026)
    assert {(item.node.title, item.unit.name) for item in drafts} == {
        ("办好科学课堂", "区教委"),
        ("开展技能培训", "区总工会"),
        ("开设智慧助老课程", "区科协"),
    }
    client.post(f"/plans/{plan.pk}/work/issue/", {"year": "2026"})
    assert set(drafts.values_list("status", flat=True)) == {Status.ISSUED}


def test_a_year_is_not_drafted_twice(office: Actor, plan: Plan) -> None:
    assert len(draft_work_items(actor=office, plan=plan, year=2026).created) == 3
    assert draft_work_items(actor=office, plan=plan, year=2026).created == []


def test_last_year_is_the_pattern_of_the_next(office: Actor, plan: Plan, draft: Draft, units: dict[str, Unit]) -> None:
    draft(unit=units["区科协"], title="智慧助老百场课", due_on=date(2026, 6, 30), partners=[units["区教委"]], deliverable="课程100场")
    draft_work_items(actor=office, plan=plan, year=2027)
    item = plan.work_items.get(year=2027, unit=units["区科协"])
    assert (item.title, item.due_on, item.deliverable, list(item.partners.all())) == (
        "智慧助老百场课",
        date(2027, 6, 30),
        "课程100场",
        [units["区教委"]],
    )


def test_work_of_last_year_is_drafted_anew_also_for_units_that_do_not_lead(office: Actor, plan: Plan, draft: Draft, units: dict[str, Unit]) -> None:
    draft(unit=units["区卫生健康委"], title="健康讲座进社区（2026年）")
    draft(unit=units["区卫生健康委"], title="健康知识竞赛")
    draft_work_items(actor=office, plan=plan, year=2027)
    assert {item.title for item in plan.work_items.filter(year=2027, unit=units["区卫生健康委"])} == {"健康讲座进社区（2027年）", "健康知识竞赛"}


def test_a_measure_that_nobody_leads_is_named(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    plan.nodes.get(kind="action", title="实施老年人科学素质提升行动").responsibilities.all().delete()
    answer = client_for(office).post(f"/plans/{plan.pk}/work/draft/", {"year": "2026"}, follow=True)
    assert "1 项举措没有牵头部门" in answer.content.decode() and "开设智慧助老课程" in answer.content.decode()


def test_only_what_was_ticked_is_issued(office: Actor, plan: Plan, draft: Draft, client_for: ClientFor) -> None:
    chosen, other = draft(), draft(title="第二项")
    client = client_for(office)
    assert "请先勾选" in client.post(f"/plans/{plan.pk}/work/issue/", {"year": "2026", "chosen": "1"}, follow=True).content.decode()
    client.post(f"/plans/{plan.pk}/work/issue/", {"year": "2026", "chosen": "1", "items": [chosen.pk]})
    assert (WorkItem.objects.get(pk=chosen.pk).status, WorkItem.objects.get(pk=other.pk).status) == (Status.ISSUED, Status.DRAFT)


def test_the_list_is_narrowed_to_units_that_have_work(office: Actor, plan: Plan, draft: Draft, client_for: ClientFor) -> None:
    item, idle = draft(), Unit.objects.create(district=office.district, name="区园林局", type=Unit.Type.GOVERNMENT)
    units = client_for(office).get(f"/plans/{plan.pk}/work/").context["form"].fields["unit"].queryset
    assert item.unit in units and idle not in units


@time_machine.travel(date(2026, 11, 24))
def test_the_list_shows_what_is_overdue(office: Actor, plan: Plan, draft: Draft, client_for: ClientFor) -> None:
    draft(title="早该完成的事")
    draft(title="年底的事", due_on=date(2026, 12, 31))
    issue_work_items(actor=office, plan=plan, year=2026)
    page = client_for(office).get(f"/plans/{plan.pk}/work/?year=2026&status=overdue").content.decode()
    assert "早该完成的事" in page and "年底的事" not in page


def test_the_list_is_filtered_by_unit_action_and_status(office: Actor, plan: Plan, client_for: ClientFor, units: dict[str, Unit]) -> None:
    draft_work_items(actor=office, plan=plan, year=2026)
    client = client_for(office)
    action = plan.nodes.get(kind="action", title="实施青少年科学素质提升行动")

    def rows(**query: object) -> list[str]:
        return [item.title for item in client.get(f"/plans/{plan.pk}/work/", {"year": 2026, **query}).context["page_obj"]]

    assert rows() == ["办好科学课堂", "开展技能培训", "开设智慧助老课程"]
    assert rows(unit=units["区总工会"].pk) == ["开展技能培训"]
    assert rows(action=action.pk) == ["办好科学课堂"]
    assert rows(status="issued") == []
    assert rows(year="") == rows()


def test_the_unit_accepts_in_the_browser(issued: WorkItem, head: Actor, client_for: ClientFor) -> None:
    client_for(head).post(f"/plans/work/{issued.pk}/answer/", {"step": "accept"})
    issued.refresh_from_db()
    assert issued.status == Status.ACCEPTED


def test_a_unit_that_declines_without_reason_is_asked_for_it(issued: WorkItem, head: Actor, client_for: ClientFor) -> None:
    client = client_for(head)
    answer = client.post(f"/plans/work/{issued.pk}/answer/", {"step": "decline", "decline-reason": ""})
    assert answer.status_code == 422 and 'id="id_decline-reason"' in answer.content.decode()
    client.post(f"/plans/work/{issued.pk}/answer/", {"step": "decline", "decline-reason": "人手不足"})
    issued.refresh_from_db()
    assert (issued.status, issued.status_note) == (Status.DECLINED, "人手不足")


def test_the_change_is_marked_on_the_page_of_the_item_and_in_my_tasks(office: Actor, issued: WorkItem, head: Actor, client_for: ClientFor) -> None:
    item = accept_work_item(actor=head, item=issued)
    update_work_item(actor=office, item=item, version=item.version, title="每个社区开办两期课程")
    client = client_for(head)
    assert "下达后的变更" in client.get(f"/plans/work/{item.pk}/").content.decode()
    assert "有变更" in client.get("/plans/tasks/?year=2026").content.decode()
    client.post(f"/plans/work/{item.pk}/answer/", {"step": "acknowledge"})
    assert "有变更" not in client.get("/plans/tasks/?year=2026").content.decode()


def test_the_timeline_tells_who_changed_what(office: Actor, issued: WorkItem, client_for: ClientFor) -> None:
    update_work_item(actor=office, item=issued, version=issued.version, deliverable="课程40期")
    page = client_for(office).get(f"/plans/work/{issued.pk}/").content.decode()
    assert "成果形式：（空） → 课程40期" in page


def test_a_form_with_errors_keeps_what_was_typed(office: Actor, item: WorkItem, client_for: ClientFor) -> None:
    answer = client_for(office).post(f"/plans/work/{item.pk}/edit/", form_of(item, title="新的写法", due_on="2030-01-01"))
    assert answer.status_code == 422
    assert "新的写法" in answer.content.decode() and "完成时限应在 2026 年内" in answer.content.decode()


def test_the_second_editor_keeps_his_text_and_sees_what_the_first_did(office: Actor, item: WorkItem, client_for: ClientFor) -> None:
    client = client_for(office)
    stale = form_of(item, title="后改")
    update_work_item(actor=office, item=item, version=item.version, title="先改")
    answer = client.post(f"/plans/work/{item.pk}/edit/", stale)
    page = answer.content.decode()
    assert answer.status_code == 422 and "后改" in page and "→ 先改" in page
    client.post(f"/plans/work/{item.pk}/edit/", stale | {"version": answer.context["form"]["version"].value()})
    item.refresh_from_db()
    assert item.title == "后改"


def test_a_new_item_is_drafted_by_form(office: Actor, plan: Plan, item: WorkItem, client_for: ClientFor) -> None:
    answer = client_for(office).post(f"/plans/{plan.pk}/work/new/", form_of(item, title="另一项工作"))
    made = WorkItem.objects.get(title="另一项工作")
    assert answer.headers["Location"] == f"/plans/work/{made.pk}/"


def test_my_tasks_are_those_of_my_unit(plan: Plan, issued: WorkItem, head: Actor, lead_head: Actor, client_for: ClientFor) -> None:
    assert issued.title in client_for(head).get("/plans/tasks/?year=2026").content.decode()
    assert issued.title not in client_for(lead_head).get("/plans/tasks/?year=2026").content.decode()


def test_drafts_are_not_shown_to_the_unit(item: WorkItem, head: Actor, client_for: ClientFor) -> None:
    assert item.title not in client_for(head).get("/plans/tasks/?year=2026").content.decode()


def test_a_higher_room_adds_a_panel_to_the_item(office: Actor, item: WorkItem, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(panels._panels, "work_item", [lambda request, shown: f"<p>进展：{shown.title}</p>"])
    assert f"<p>进展：{item.title}</p>" in client_for(office).get(f"/plans/work/{item.pk}/").content.decode()


def test_an_unknown_place_for_a_panel_is_refused() -> None:
    with pytest.raises(ValueError):
        panels.register("nowhere", lambda request, shown: "")


@pytest.mark.parametrize("path", ["/plans/{plan}/work/?year=2026", "/plans/work/{item}/", "/plans/tasks/?year=2026"])
def test_the_pages_take_a_bounded_number_of_queries(
    path: str,
    office: Actor,
    plan: Plan,
    draft: Draft,
    head: Actor,
    client_for: ClientFor,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    items = [draft(title=f"第{number}项") for number in range(30)]
    issue_work_items(actor=office, plan=plan, year=2026)
    client = client_for(head)
    with django_assert_max_num_queries(17):
        assert client.get(path.format(plan=plan.pk, item=items[0].pk)).status_code == 200
