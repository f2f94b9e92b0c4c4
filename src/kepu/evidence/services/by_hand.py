"""Recording and correcting on a page, with files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.base import File

from kepu.evidence.models import EvidenceRecord
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, TooLarge
from kepu.organizations.models import Attachment
from kepu.organizations.services import attach
from kepu.organizations.services.base import service

from .corrections import correct_evidence
from .keys import known_keys
from .recording import record_evidence


@service
def record_by_hand(*, actor: Actor, proofs: Iterable[File[bytes]] = (), idempotency_key: str = "", **what: Any) -> EvidenceRecord:
    """Take in the files and append the record, both or neither; a repeated key gives the first record. Arguments as of `record_evidence`."""
    known = known_keys(actor.district, [idempotency_key])
    if known:
        return EvidenceRecord.objects.get(pk=known[idempotency_key])
    return record_evidence(actor=actor, attachments=_taken(actor, proofs), idempotency_key=idempotency_key, **what)


@service
def correct_by_hand(*, actor: Actor, record: EvidenceRecord, reason: str, proofs: Iterable[File[bytes]] = (), **changes: Any) -> EvidenceRecord:
    """Take in more files and append the correction, both or neither. Arguments as of `correct_evidence`."""
    taken = _taken(actor, proofs)
    return correct_evidence(actor=actor, record=record, reason=reason, **(changes | {"attachments": taken} if taken else changes))


def _taken(actor: Actor, proofs: Iterable[File[bytes]]) -> list[Attachment]:
    try:
        return [attach(actor=actor, file=file) for file in proofs]
    except (InvalidInput, TooLarge) as error:
        raise InvalidInput(fields={"proofs": error.message}) from error
