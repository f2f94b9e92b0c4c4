"""A finished plan opens the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.plans import queries
from kepu.plans.models import Plan, PlanDoubt, WorkItem
from kepu.plans.services import (
    accept_work_item,
    close_plan,
    finish_work_item,
    follow_plan,
    import_plan,
    issue_plan,
    issue_work_items,
    open_next_plan,
    update_indicator,
)
from tests.plans.texts import PLAN

TITLE = "渝中区科学素质行动实施方案（2031—2035年）"


def test_the_next_plan_has_the_tasks_and_their_units(office: Actor, plan: Plan) -> None:
    successor = open_next_plan(actor=office, plan=close_plan(actor=office, plan=plan), title=TITLE, year_from=2031, year_to=2035)
    assert successor.status == Plan.Status.REVIEW and successor.predecessor == plan
    shown = [(row.node.title, row.lead, row.responsible) for row in queries.matrix(plan)]
    assert [(row.node.title, row.lead, row.responsible) for row in queries.matrix(successor)] == shown


def test_the_office_sees_the_structure_that_it_took_over_while_it_sets_the_new_targets(
    office: Actor, plan: Plan, client_for: Callable[[Actor], Client]
) -> None:
    successor = open_next_plan(actor=office, plan=plan, title=TITLE, year_from=2031, year_to=2035)
    page = client_for(office).get(f"/plans/{successor.pk}/review/").content.decode()
    assert "目标值待定" in page
    assert all(node.title in page for node in successor.nodes.filter(kind="measure"))


def test_unfinished_work_is_carried_over_as_drafts_of_the_first_year(
    office: Actor, plan: Plan, draft: Callable[..., WorkItem], units: dict[str, Unit]
) -> None:
    item = draft(due_on=date(2028, 2, 29), year=2028, partners=[units["区教委"]])
    successor = open_next_plan(actor=office, plan=plan, title=TITLE, year_from=2031, year_to=2035, carry_over=[item.pk])
    carried = successor.work_items.get()
    assert (carried.year, carried.due_on, carried.status, carried.origin) == (2031, date(2031, 2, 28), WorkItem.Status.DRAFT, item)
    assert carried.node.title == item.node.title and list(carried.partners.all()) == [units["区教委"]]


def test_finished_work_is_not_carried_over(office: Actor, plan: Plan, item: WorkItem, head: Actor) -> None:
    issue_work_items(actor=office, plan=plan, year=2026)
    finish_work_item(actor=head, item=accept_work_item(actor=head, item=item))
    with pytest.raises(InvalidInput):
        open_next_plan(actor=office, plan=plan, title=TITLE, year_from=2031, year_to=2035, carry_over=[item.pk])
    assert Plan.objects.count() == 1


def test_a_plan_has_one_successor(office: Actor, plan: Plan) -> None:
    open_next_plan(actor=office, plan=plan, title=TITLE, year_from=2031, year_to=2035)
    with pytest.raises(Conflict, match="2031—2035"):
        open_next_plan(actor=office, plan=plan, title="另一个", year_from=2031, year_to=2035)


def test_the_next_period_begins_after_this_one(office: Actor, plan: Plan) -> None:
    with pytest.raises(InvalidInput) as error:
        open_next_plan(actor=office, plan=plan, title=plan.title, year_from=2030, year_to=2029)
    assert set(error.value.fields) == {"title", "year_from", "year_to"}


def test_the_new_plan_asks_for_the_target_of_each_indicator_before_it_is_issued(office: Actor, plan: Plan) -> None:
    successor = open_next_plan(actor=office, plan=plan, title=TITLE, year_from=2031, year_to=2035)
    assert successor.indicators.count() == plan.indicators.count() == successor.doubts.filter(kind="target_to_set").count()
    with pytest.raises(Conflict):
        issue_plan(actor=office, plan=successor)
    for number, indicator in enumerate(successor.indicators.all(), start=1):
        update_indicator(actor=office, indicator=indicator, version=1, target=indicator.target + number)
    assert set(successor.doubts.values_list("status", flat=True)) == {PlanDoubt.Status.SETTLED}
    assert issue_plan(actor=office, plan=successor).status == Plan.Status.ISSUED


def test_setting_one_target_answers_only_its_own_question(office: Actor, plan: Plan) -> None:
    successor = open_next_plan(actor=office, plan=plan, title=TITLE, year_from=2031, year_to=2035)
    update_indicator(actor=office, indicator=successor.indicators.get(code="training_attendance"), version=1, target=Decimal(200_000))
    assert successor.doubts.filter(status=PlanDoubt.Status.OPEN).count() == plan.indicators.count() - 1


def test_the_office_closes_the_plan_and_opens_the_next_in_the_browser(
    office: Actor, plan: Plan, item: WorkItem, client_for: Callable[[Actor], Client]
) -> None:
    client = client_for(office)
    page = client.get(f"/plans/{plan.pk}/next/")
    assert "还有 1 项拟定" in page.content.decode()
    assert page.context["form"]["title"].value() == TITLE
    client.post(f"/plans/{plan.pk}/next/", {"decision": "close"})
    answer = client.post(
        f"/plans/{plan.pk}/next/", {"decision": "open", "title": TITLE, "year_from": "2031", "year_to": "2035", "carry_over": [item.pk]}, follow=True
    )
    successor = plan.successors.get()
    assert answer.redirect_chain == [(f"/plans/{successor.pk}/review/", 302)]
    assert "设定新的目标值" in answer.content.decode()
    assert successor.work_items.get().origin == item
    assert "下一个规划已建立" in client.get(f"/plans/{plan.pk}/next/").content.decode()


NEW_DOCUMENT = PLAN.replace("2026—2030", "2031—2035").replace("到2030年", "到2035年")


def test_a_plan_imported_on_its_own_follows_the_old_one(office: Actor, plan: Plan, client_for: Callable[[Actor], Client]) -> None:
    successor = import_plan(actor=office, source=NEW_DOCUMENT)
    client = client_for(office)
    assert "接续已导入的规划" in client.get(f"/plans/{plan.pk}/next/").content.decode()
    client.post(f"/plans/{plan.pk}/next/", {"decision": "follow", "follow-successor": str(successor.pk)}, follow=True)
    successor.refresh_from_db()
    assert successor.predecessor == plan


def test_a_plan_follows_only_an_earlier_one_and_only_once(office: Actor, plan: Plan) -> None:
    successor = import_plan(actor=office, source=NEW_DOCUMENT)
    with pytest.raises((InvalidInput, Conflict)):
        follow_plan(actor=office, plan=successor, successor=plan)
    follow_plan(actor=office, plan=plan, successor=successor)
    with pytest.raises(Conflict):
        follow_plan(actor=office, plan=plan, successor=successor)
