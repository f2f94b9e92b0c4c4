"""The office opens the progress of a plan to the public, and closes it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, NotFound, PermissionDenied
from kepu.plans.models import Plan
from kepu.plans.services import import_plan, issue_plan, set_plan_public, settle_doubt

from .texts import PLAN


@pytest.fixture
def issued(office: Actor) -> Plan:
    plan = import_plan(actor=office, source=PLAN)
    for doubt in plan.doubts.all():
        settle_doubt(actor=office, doubt=doubt, status="settled", resolution="已核对")
    return issue_plan(actor=office, plan=plan)


def test_a_plan_is_not_public_until_the_office_says_so(issued: Plan) -> None:
    assert not issued.is_public


def test_the_office_opens_and_closes_it_on_the_page_of_the_plan(issued: Plan, office: Actor, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(office)
    for switch, public in (("1", True), ("0", False)):
        client.post(f"/plans/{issued.pk}/public/", {"public": switch})
        issued.refresh_from_db()
        assert issued.is_public is public


def test_a_plan_under_review_cannot_be_shown_to_the_public(office: Actor) -> None:
    with pytest.raises(Conflict):
        set_plan_public(actor=office, plan=import_plan(actor=office, source=PLAN), public=True)


def test_only_the_own_office_may_open_it(issued: Plan, head: Actor, outsider: Actor) -> None:
    with pytest.raises(PermissionDenied):
        set_plan_public(actor=head, plan=issued, public=True)
    with pytest.raises(NotFound):
        set_plan_public(actor=outsider, plan=issued, public=True)
