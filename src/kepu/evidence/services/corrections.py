"""Mending what was recorded, by new records that point to the old."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.evidence.models import ChainHead, EvidenceRecord
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .drafts import Draft, Drafter, copy_of
from .ledger import append, lock_head


@service
def correct_evidence(*, actor: Actor, record: EvidenceRecord, reason: str, **changes: Any) -> EvidenceRecord:
    """Append a record that takes the place of `record`, with `changes` to any field of `record_evidence` but kind and source.

    What is not named stays, persons as well; `attachments` are added to those of the line. Raises Conflict when `record` is not the newest of
    its line, InvalidInput for a wrong change or a missing reason.
    """
    head, newest, reason = _newest(actor, record, reason)
    draft = Drafter(actor).redraft(newest, changes)
    draft.record.entry, draft.record.corrects, draft.record.reason = EvidenceRecord.Entry.CORRECTION, newest, reason
    append(actor, head, [draft])
    audit(actor, "evidence.correct", draft.record, reason, corrects=newest.sequence, fields=sorted(changes))
    return draft.record


@service
def void_evidence(*, actor: Actor, record: EvidenceRecord, reason: str) -> EvidenceRecord:
    """Append a record that takes `record` out of all figures. Raises Conflict when it is not the newest of its line."""
    head, newest, reason = _newest(actor, record, reason)
    void = copy_of(newest)
    void.entry, void.corrects, void.reason, void.recorded_by = EvidenceRecord.Entry.VOID, newest, reason, actor.user
    void.quantity, void.value, void.low, void.high = Decimal(0), None, None, None
    append(actor, head, [Draft(void)])
    audit(actor, "evidence.void", void, reason, corrects=newest.sequence)
    return void


def _newest(actor: Actor, record: EvidenceRecord, reason: str) -> tuple[ChainHead, EvidenceRecord, str]:
    """The head, locked, and the record, if this actor may supersede it: nobody can do so meanwhile, because that takes the head."""
    head = lock_head(actor.district)
    found = access.fetch(actor, EvidenceRecord, "evidence.correct_evidence", pk=record.pk)
    reason = reason.strip()
    if not reason or len(reason) > 300:
        raise InvalidInput(fields={"reason": _("请写明理由（不超过300字）")})
    if found.entry == EvidenceRecord.Entry.VOID:
        raise Conflict(_("第 %d 号记录是作废记录，不能再更正。") % found.sequence)
    later = EvidenceRecord.objects.filter(corrects=found).first()
    if later is not None:
        raise Conflict(_("第 %(old)d 号记录已由第 %(new)d 号更正或作废，请从最新的一条更正。") % {"old": found.sequence, "new": later.sequence})
    return head, found, reason
