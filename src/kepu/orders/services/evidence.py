"""From a served order to the ledger, and back where a dispute is upheld."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import effective
from kepu.evidence.services import record_evidence, void_evidence
from kepu.orders.evidence_kinds import ATTENDANCE, HOURS, SERVED
from kepu.orders.models import Order
from kepu.orders.queries.settings import measure_of
from kepu.organizations.actors import Actor

from .sessions import visit_of


def record_served(actor: Actor, order: Order) -> None:
    """Three lines for each visit: that it took place, whom it reached, how long it lasted."""
    assert order.served_at is not None and order.starts_at is not None
    day = min(timezone.localtime(order.starts_at).date(), timezone.localdate())
    hours = (Decimal(order.served_minutes or 0) / 60).quantize(Decimal("0.0001"))
    note = _("服务单%(number)s，主题：%(topic)s，%(team)s") % {"number": order.number, "topic": order.topic or order.title, "team": order.team}
    visit, node = visit_of(order), None if order.work_item else measure_of(order.district)
    for kind, quantity in ((SERVED, 1), (ATTENDANCE, order.people_reached), (HOURS, hours)):
        record_evidence(
            actor=actor,
            kind=kind.code,
            happened_on=day,
            quantity=quantity,
            unit=order.unit,
            area=order.area,
            audience=order.audience,
            node=node,
            work_item=order.work_item,
            source=visit,
            note=note,
            idempotency_key=f"order-visit-{visit.pk}-{kind.code}",
        )


def evidence_of_order(order: Order) -> list[EvidenceRecord]:
    """The effective lines of all its visits."""
    visits = [str(pk) for pk in order.visit_rows.values_list("pk", flat=True)]
    return list(effective(EvidenceRecord.objects.filter(district=order.district, source_type="orders.ordervisit", source_id__in=visits)))


def void_served(actor: Actor, order: Order, reason: str) -> None:
    """Take the lines of a visit out of all figures."""
    for record in evidence_of_order(order):
        void_evidence(actor=actor, record=record, reason=reason[:300])
