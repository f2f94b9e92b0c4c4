"""A finished plan opens the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.plans import queries
from kepu.plans.models import Plan, WorkItem
from kepu.plans.services import accept_work_item, close_plan, finish_work_item, issue_work_items, open_next_plan

TITLE = "渝中区科学素质行动实施方案（2031—2035年）"


def test_the_next_plan_has_the_tasks_and_their_units(office: Actor, plan: Plan) -> None:
    successor = open_next_plan(actor=office, plan=close_plan(actor=office, plan=plan), title=TITLE, year_from=2031, year_to=2035)
    assert successor.status == Plan.Status.REVIEW and successor.predecessor == plan
    shown = [(row.node.title, row.lead, row.responsible) for row in queries.matrix(plan)]
    assert [(row.node.title, row.lead, row.responsible) for row in queries.matrix(successor)] == shown


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
