"""Whatever is tried in whatever order, a work item moves only as the table says, and only by whom it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.organizations.models import AuditEntry
from kepu.plans import services
from kepu.plans.models import Plan, WorkItem

#: Step -> from which states, by whom (office, the unit's own people, another unit, an auditor), to which state.
TABLE: dict[str, tuple[set[str], set[str], str]] = {
    "issue": ({"draft", "declined"}, {"office"}, "issued"),
    "accept": ({"issued"}, {"office", "own"}, "accepted"),
    "decline": ({"issued"}, {"office", "own"}, "declined"),
    "finish": ({"accepted"}, {"office", "own"}, "done"),
    "drop": ({"draft", "issued", "accepted", "declined"}, {"office"}, "dropped"),
    "reopen": ({"done"}, {"office"}, "accepted"),
    "restore": ({"dropped"}, {"office"}, "draft"),
}


def take(step: str, actor: Actor, item: WorkItem) -> Any:
    reason = {"reason": "理由"} if step in {"decline", "drop", "reopen", "restore"} else {}
    if step == "issue":
        return services.issue_work_items(actor=actor, plan=item.plan, year=item.year, items=[item.pk])
    return getattr(services, f"{step}_work_item")(actor=actor, item=item, **reason)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.tuples(st.sampled_from(sorted(TABLE)), st.sampled_from(["office", "own", "other", "auditor"])), max_size=12))
def test_an_item_moves_only_as_the_table_says(
    tries: list[tuple[str, str]], office: Actor, head: Actor, lead_head: Actor, auditor: Actor, draft: Callable[..., WorkItem]
) -> None:
    actors = {"office": office, "own": head, "other": lead_head, "auditor": auditor}
    item, status = draft(), "draft"
    for step, who in tries:
        sources, allowed, target = TABLE[step]
        moves = status in sources and who in allowed
        before = AuditEntry.objects.filter(object_type="plans.workitem", object_id=str(item.pk)).count()
        try:
            take(step, actors[who], item)
        except KepuError:
            assert not moves, (step, who, status)
        status = target if moves else status
        item.refresh_from_db()
        assert item.status == status
        after = AuditEntry.objects.filter(object_type="plans.workitem", object_id=str(item.pk)).count()
        assert after - before == int(moves), "each move, and nothing else, stands in the log"


def test_every_state_is_left_and_reached_as_the_product_says() -> None:
    from kepu.plans.services.work_states import TRANSITIONS

    assert {name: (set(step.sources), step.target) for name, step in TRANSITIONS.items()} == {
        name: (sources, target) for name, (sources, _who, target) in TABLE.items()
    }


def test_the_unit_is_told_once_how_much_was_issued(office: Actor, head: Actor, plan: Plan, draft: Callable[..., WorkItem]) -> None:
    draft()
    draft(title="第二项")
    services.issue_work_items(actor=office, plan=plan, year=2026)
    notice = Notice.objects.get(recipient=head.user)
    assert "2 项工作" in notice.title and notice.url == "/plans/tasks/?year=2026"


def test_the_office_is_told_why_work_was_declined(office: Actor, head: Actor, plan: Plan, item: WorkItem) -> None:
    services.issue_work_items(actor=office, plan=plan, year=2026)
    services.decline_work_item(actor=head, item=item, reason="人手不足")
    assert Notice.objects.get(recipient=office.user).body == "人手不足"


@pytest.mark.parametrize("was_issued", [True, False])
def test_the_unit_is_told_of_changes_only_of_what_it_knows(was_issued: bool, office: Actor, head: Actor, plan: Plan, item: WorkItem) -> None:
    if was_issued:
        services.issue_work_items(actor=office, plan=plan, year=2026)
        item.refresh_from_db()
    before = Notice.objects.filter(recipient=head.user).count()
    services.update_work_item(actor=office, item=item, version=item.version, title="换个说法")
    assert Notice.objects.filter(recipient=head.user).count() - before == int(was_issued)
