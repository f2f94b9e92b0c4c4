"""The office drafts a year's work, issues it, and the units answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import AuditEntry, Unit
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import (
    accept_work_item,
    acknowledge_work_item,
    close_plan,
    create_work_item,
    decline_work_item,
    drop_work_item,
    finish_work_item,
    issue_work_items,
    reopen_work_item,
    restore_work_item,
    update_work_item,
)
from kepu.plans.services.work_terms import differences, terms

Status = WorkItem.Status
Draft = Callable[..., WorkItem]


@pytest.fixture
def issued(office: Actor, plan: Plan, item: WorkItem) -> WorkItem:
    issue_work_items(actor=office, plan=plan, year=2026)
    item.refresh_from_db()
    return item


@pytest.fixture
def accepted(issued: WorkItem, head: Actor) -> WorkItem:
    return accept_work_item(actor=head, item=issued)


def test_the_unit_that_leads_the_action_leads_its_work(item: WorkItem) -> None:
    assert item.lead_unit is not None and item.lead_unit.name == "区科协"


def test_every_field_that_does_not_fit_is_named_at_once(draft: Draft, units: dict[str, Unit], outsider: Actor) -> None:
    with pytest.raises(InvalidInput) as error:
        draft(year=2031, title=" ", due_on=date(2030, 5, 1), unit=outsider.unit, partners=[outsider.unit], quantity=-1)
    assert set(error.value.fields) == {"year", "title", "due_on", "unit", "partners", "quantity"}
    assert not WorkItem.objects.exists()


def test_a_unit_may_not_write_the_work_plan(plan: Plan, item: WorkItem, head: Actor) -> None:
    with pytest.raises(PermissionDenied):
        update_work_item(actor=head, item=item, version=item.version, title="改")
    with pytest.raises(PermissionDenied):
        issue_work_items(actor=head, plan=plan, year=2026)


def test_another_district_does_not_see_the_item(item: WorkItem, outsider: Actor) -> None:
    with pytest.raises(NotFound):
        update_work_item(actor=outsider, item=item, version=item.version, title="改")


def test_all_drafts_of_the_year_are_issued_and_none_twice(office: Actor, plan: Plan, draft: Draft) -> None:
    draft()
    draft(title="第二项")
    draft(title="明年的事", year=2027, due_on=date(2027, 3, 1))
    assert len(issue_work_items(actor=office, plan=plan, year=2026)) == 2
    assert issue_work_items(actor=office, plan=plan, year=2026) == []
    assert WorkItem.objects.get(year=2027).status == Status.DRAFT


def test_only_the_chosen_drafts_are_issued(office: Actor, plan: Plan, draft: Draft) -> None:
    chosen, other = draft(), draft(title="第二项")
    issue_work_items(actor=office, plan=plan, year=2026, items=[chosen.pk])
    other.refresh_from_db()
    assert other.status == Status.DRAFT


def test_work_of_a_plan_under_review_is_not_issued(office: Actor, reviewed: Plan, units: dict[str, Unit]) -> None:
    node = reviewed.nodes.get(title="开展技能培训")
    create_work_item(actor=office, plan=reviewed, node=node, year=2026, title="培训", unit=units["区总工会"], due_on=date(2026, 6, 30))
    with pytest.raises(Conflict):
        issue_work_items(actor=office, plan=reviewed, year=2026)


def test_the_unit_accepts(accepted: WorkItem) -> None:
    assert accepted.status == Status.ACCEPTED


def test_another_unit_cannot_accept(issued: WorkItem, lead_head: Actor) -> None:
    with pytest.raises(PermissionDenied):
        accept_work_item(actor=lead_head, item=issued)


def test_a_unit_declines_with_a_reason_and_the_office_issues_again(office: Actor, plan: Plan, issued: WorkItem, head: Actor) -> None:
    with pytest.raises(InvalidInput):
        decline_work_item(actor=head, item=issued, reason=" ")
    declined = decline_work_item(actor=head, item=issued, reason="人手不足")
    assert (declined.status, declined.status_note) == (Status.DECLINED, "人手不足")
    update_work_item(actor=office, item=declined, version=declined.version, due_on=date(2026, 12, 20))
    issue_work_items(actor=office, plan=plan, year=2026, items=[declined.pk])
    assert accept_work_item(actor=head, item=issued).due_on == date(2026, 12, 20)


def test_a_change_after_acceptance_is_shown_to_the_unit_until_it_has_read_it(office: Actor, accepted: WorkItem, head: Actor) -> None:
    item = update_work_item(actor=office, item=accepted, version=accepted.version, due_on=date(2026, 9, 30), quantity=Decimal("12.50"))
    assert item.status == Status.ACCEPTED
    assert differences(item.known or {}, terms(item)) == {"due_on": ["2026-10-31", "2026-09-30"], "quantity": ["", "12.5"]}
    item = acknowledge_work_item(actor=head, item=item)
    assert differences(item.known or {}, terms(item)) == {}


def test_work_that_goes_to_another_unit_must_be_accepted_there(office: Actor, accepted: WorkItem, units: dict[str, Unit], lead_head: Actor) -> None:
    item = update_work_item(actor=office, item=accepted, version=accepted.version, unit=units["区教委"])
    assert item.status == Status.ISSUED
    assert accept_work_item(actor=lead_head, item=item).status == Status.ACCEPTED


def test_two_who_edit_the_same_item_do_not_overwrite_each_other(office: Actor, item: WorkItem) -> None:
    update_work_item(actor=office, item=item, version=item.version, title="先改")
    with pytest.raises(Conflict):
        update_work_item(actor=office, item=item, version=item.version, title="后改")
    item.refresh_from_db()
    assert item.title == "先改"


def test_saving_without_a_change_leaves_no_trace(office: Actor, item: WorkItem) -> None:
    before = AuditEntry.objects.count()
    assert update_work_item(actor=office, item=item, version=item.version, title=item.title).version == item.version
    assert AuditEntry.objects.count() == before


def test_each_change_tells_the_old_and_the_new_value(office: Actor, item: WorkItem) -> None:
    update_work_item(actor=office, item=item, version=item.version, title="新标题")
    entry = AuditEntry.objects.get(action="plans.update_work_item")
    assert entry.changes == {"title": ["每个社区开办智慧助老课程", "新标题"]}


def test_finished_work_is_not_edited_until_it_is_reopened(office: Actor, accepted: WorkItem, head: Actor) -> None:
    done = finish_work_item(actor=head, item=accepted)
    with pytest.raises(Conflict):
        update_work_item(actor=office, item=done, version=done.version, title="改")
    assert reopen_work_item(actor=office, item=done, reason="材料不全").status == Status.ACCEPTED


def test_dropped_work_keeps_its_reason_and_can_be_restored(office: Actor, item: WorkItem) -> None:
    dropped = drop_work_item(actor=office, item=item, reason="并入另一项")
    assert (dropped.status, dropped.status_note) == (Status.DROPPED, "并入另一项")
    assert restore_work_item(actor=office, item=dropped, reason="仍需单列").status == Status.DRAFT


def test_nothing_moves_in_a_closed_plan(office: Actor, plan: Plan, issued: WorkItem, head: Actor) -> None:
    close_plan(actor=office, plan=plan)
    attempts: list[Callable[[], Any]] = [
        lambda: accept_work_item(actor=head, item=issued),
        lambda: update_work_item(actor=office, item=issued, version=issued.version, title="改"),
        lambda: drop_work_item(actor=office, item=issued, reason="无"),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict, match="已总结"):
            attempt()
