"""The one way into the ledger: records get their place in the chain under the lock of the district's head."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from kepu.evidence import chain
from kepu.evidence.models import ChainHead, EvidenceFile, EvidencePerson
from kepu.evidence.tasks import roll_up_later
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.services.attachments import claim_attachments

from .drafts import Draft
from .inserts import insert_records, insert_rows

BATCH = 2000


def lock_head(district: Area) -> ChainHead:
    """The district's head, held until the transaction ends; whoever appends waits here."""
    ChainHead.objects.bulk_create([ChainHead(district=district, chain_hash=chain.GENESIS)], ignore_conflicts=True)
    return ChainHead.objects.select_for_update().get(district=district)


def append(actor: Actor, head: ChainHead, drafts: Sequence[Draft]) -> None:
    """Write drafts after the head, in their order; they carry `pk`, `sequence` and `chain_hash` afterwards.

    The time of recording never runs backwards along the chain, even when the clock does.
    """
    before = head.sequence
    now = max(timezone.now(), head.recorded_at) if head.recorded_at else timezone.now()
    for draft in drafts:
        record = draft.record
        head.sequence += 1
        record.sequence, record.recorded_at = head.sequence, now
        record.chain_version, record.person_count = chain.VERSION, len(draft.pseudonyms)
        head.chain_hash = record.chain_hash = chain.link(head.chain_hash, record, draft.pseudonyms, [one.sha256 for one in draft.attachments])
    head.recorded_at = now
    insert_records([draft.record for draft in drafts])
    insert_rows(EvidencePerson, ((head.district_id, draft.record.pk, name) for draft in drafts for name in draft.pseudonyms))
    for draft in drafts:
        if draft.attachments:
            _keep_files(actor, draft)
    head.save(force_update=True)
    roll_up_later(head.district_id, before, head.sequence)


def _keep_files(actor: Actor, draft: Draft) -> None:
    claim_attachments(actor=actor, attachments=draft.attachments, owner=draft.record)
    EvidenceFile.objects.bulk_create(
        EvidenceFile(district=actor.district, record=draft.record, attachment=one, sha256=one.sha256) for one in draft.attachments
    )
