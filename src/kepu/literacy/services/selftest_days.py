"""Participation in the self-test, a line a day in the ledger."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from kepu.evidence.services import record_evidence
from kepu.literacy.evidence_kinds import SELF_TEST
from kepu.literacy.models import SelfTest, SelfTestDay
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.services.base import service


@service
def record_self_test_days(*, actor: Actor) -> list[SelfTestDay]:
    """Count the courses of each day up to the day before yesterday that was not counted yet, and write their number into the ledger.

    A course that began late in the evening may end on the next day; after two days none of them can change any more. Running it again adds
    nothing.
    """
    access.require(actor, "literacy.run_self_test")
    today = timezone.localdate()
    known = set(SelfTestDay.objects.filter(district=actor.district).values_list("day", flat=True))
    counted = (
        SelfTest.objects.filter(district=actor.district)
        .annotate(day=TruncDate("started_at"))
        .values("day")
        .annotate(started=Count("pk"), finished=Count("pk", filter=Q(state=SelfTest.State.FINISHED)))
        .order_by("day")
    )
    return [
        _record(actor, row["day"], row["started"], row["finished"]) for row in counted if row["day"] not in known and (today - row["day"]).days >= 2
    ]


def _record(actor: Actor, day: date, started: int, finished: int) -> SelfTestDay:
    row = SelfTestDay.objects.create(district=actor.district, day=day, started=started, finished=finished)
    if finished:
        record_evidence(
            actor=Actor.system(actor.district), kind=SELF_TEST.code, happened_on=day, quantity=finished, area=actor.district, source=row,
            idempotency_key=f"self-test-{day}",
        )  # fmt: skip
    return row
