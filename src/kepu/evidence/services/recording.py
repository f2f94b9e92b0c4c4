"""Recording one thing that happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import models

from kepu.evidence.models import EvidenceRecord
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Attachment, Unit
from kepu.organizations.services.base import service
from kepu.plans.models import PlanNode, WorkItem

from .checks import Number
from .drafts import Drafter, NewEvidence
from .keys import keep_keys, known_keys
from .ledger import append, lock_head


@service
def record_evidence(
    *,
    actor: Actor,
    kind: str,
    happened_on: date,
    quantity: Number = 1,
    unit: Unit | None = None,
    area: Area | None = None,
    audience: str = "",
    persons: Sequence[str] = (),
    value: Number = None,
    low: Number = None,
    high: Number = None,
    node: PlanNode | None = None,
    work_item: WorkItem | None = None,
    source: models.Model | None = None,
    note: str = "",
    attachments: Sequence[Attachment] = (),
    idempotency_key: str = "",
) -> EvidenceRecord:
    """Append one record; its author and time stand in the chained record itself, so no audit entry repeats them.

    `persons` are identifiers (document or user numbers), of which only pseudonyms are kept. Unit, node and area that are not named follow
    from the work item, else from the actor. `source` is the object of another room, whose service has checked the right; without it the
    record is by hand. `attachments` are files that the actor uploaded before and that belong to nothing else. A repeated `idempotency_key`
    returns the first record. Raises InvalidInput with the fields that are wrong and PermissionDenied where a unit records by hand for another.
    """
    entry = NewEvidence(
        kind=kind,
        happened_on=happened_on,
        quantity=quantity,
        unit=unit,
        area=area,
        audience=audience,
        persons=persons,
        value=value,
        low=low,
        high=high,
        node=node,
        work_item=work_item,
        source=source,
        note=note,
        attachments=attachments,
        idempotency_key=idempotency_key,
    )
    draft = Drafter(actor).draft(entry)
    head = lock_head(actor.district)
    before = known_keys(actor.district, [idempotency_key])
    if before:
        return EvidenceRecord.objects.get(pk=before[idempotency_key])
    append(actor, head, [draft])
    keep_keys(actor.district, [(idempotency_key, draft.record)])
    return draft.record


@service
def record_estimate(
    *,
    actor: Actor,
    happened_on: date,
    value: Number,
    low: Number = None,
    high: Number = None,
    area: Area | None = None,
    unit: Unit | None = None,
    audience: str = "",
    node: PlanNode | None = None,
    source: models.Model | None = None,
    note: str = "",
    attachments: Sequence[Attachment] = (),
    idempotency_key: str = "",
) -> EvidenceRecord:
    """Append a published estimate of the literate share: percent, with its confidence interval where known.

    Without `area` it stands for the whole district. Raises as `record_evidence`.
    """
    return record_evidence(
        actor=actor,
        kind="literacy_estimate",
        happened_on=happened_on,
        value=value,
        low=low,
        high=high,
        area=area or actor.district,
        unit=unit,
        audience=audience,
        node=node,
        source=source,
        note=note,
        attachments=attachments,
        idempotency_key=idempotency_key,
    )
