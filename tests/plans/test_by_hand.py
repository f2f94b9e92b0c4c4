"""A district without a document sets its plan up by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.plans import queries
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import add_node, create_plan, draft_work_items, issue_plan, remove_node, update_node, update_plan

ClientFor = Callable[[Actor], Client]
TITLE = "某区全民科学素质工作规划"


@pytest.fixture
def empty(office: Actor) -> Plan:
    return create_plan(actor=office, title=TITLE, year_from=2026, year_to=2030)


def test_a_plan_by_hand_is_issued_and_drafts_its_work(office: Actor, empty: Plan, units: dict[str, Unit]) -> None:
    action = add_node(actor=office, plan=empty, kind="action", number="（一）", title="青少年行动")
    add_node(actor=office, plan=empty, parent=action, kind="measure", title="办好科学课堂")
    update_node(actor=office, node=action, version=1, lead=[units["区教委"]], responsible=[units["区科协"]])
    assert [(row.lead, row.responsible) for row in queries.matrix(empty)] == [(["区教委"], ["区科协"])]
    issue_plan(actor=office, plan=empty)
    (item,) = draft_work_items(actor=office, plan=empty, year=2026).created
    assert (item.title, item.unit.name) == ("办好科学课堂", "区教委")


def test_nodes_stand_in_the_order_of_the_outline(office: Actor, empty: Plan) -> None:
    first = add_node(actor=office, plan=empty, kind="action", title="甲")
    add_node(actor=office, plan=empty, kind="action", title="乙")
    below = add_node(actor=office, plan=empty, parent=first, kind="measure", title="甲一")
    add_node(actor=office, plan=empty, parent=first, kind="measure", title="甲二")
    add_node(actor=office, plan=empty, parent=below, kind="text", title="", text="说明")
    assert [(str(node), node.depth) for node in queries.outline(empty)] == [("甲", 0), ("甲一", 1), ("说明", 2), ("甲二", 1), ("乙", 0)]


def test_a_heading_needs_a_title_and_a_known_kind(office: Actor, empty: Plan) -> None:
    with pytest.raises(InvalidInput) as error:
        add_node(actor=office, plan=empty, kind="banner", title=" ")
    assert set(error.value.fields) == {"kind", "title"}


def test_a_heading_with_work_is_not_removed(office: Actor, plan: Plan, item: WorkItem) -> None:
    action = plan.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    with pytest.raises(Conflict):
        remove_node(actor=office, node=action)
    assert PlanNode.objects.filter(pk=item.node_id).exists()


def test_a_heading_without_work_goes_with_all_below_it(office: Actor, empty: Plan) -> None:
    action = add_node(actor=office, plan=empty, kind="action", title="甲")
    add_node(actor=office, plan=empty, parent=action, kind="measure", title="甲一")
    remove_node(actor=office, node=action)
    assert not empty.nodes.exists()


def test_the_period_cannot_be_cut_below_the_work(office: Actor, plan: Plan, item: WorkItem) -> None:
    with pytest.raises(InvalidInput):
        update_plan(actor=office, plan=plan, version=plan.version, title=plan.title, year_from=2027, year_to=2030)


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": TITLE}, {"year_to": 2020}, {"year_from": 26}])
def test_a_plan_needs_a_new_title_and_a_period(wrong: dict[str, Any], office: Actor, empty: Plan) -> None:
    with pytest.raises(InvalidInput):
        create_plan(actor=office, **({"title": "另一个规划", "year_from": 2026, "year_to": 2030} | wrong))


def test_a_plan_is_set_up_in_the_browser(office: Actor, client_for: ClientFor, units: dict[str, Unit]) -> None:
    client = client_for(office)
    client.post("/plans/new/", {"title": TITLE, "year_from": "2026", "year_to": "2030"})
    plan = Plan.objects.get()
    client.post(f"/plans/{plan.pk}/nodes/new/", {"kind": "action", "number": "（一）", "title": "青少年行动"})
    action = plan.nodes.get()
    client.post(f"/plans/{plan.pk}/nodes/new/", {"kind": "measure", "title": "办好科学课堂", "parent": action.pk})
    form = {"kind": "action", "number": "（一）", "title": "青少年科学行动", "lead": [units["区教委"].pk], "version": "1"}
    client.post(f"/plans/nodes/{action.pk}/", form)
    client.post(f"/plans/{plan.pk}/edit/", {"title": f"{TITLE}（试行）", "year_from": "2026", "year_to": "2030", "version": "1"})
    client.post(f"/plans/{plan.pk}/issue/")
    plan.refresh_from_db()
    assert (plan.title, plan.status) == (f"{TITLE}（试行）", Plan.Status.ISSUED)
    page = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "青少年科学行动" in page and "办好科学课堂" in page
    client.post(f"/plans/nodes/{action.pk}/remove/")
    assert not plan.nodes.exists()
