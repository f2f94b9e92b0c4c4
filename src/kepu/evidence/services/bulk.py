"""Recording many things at once: workbooks, demo data, benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from kepu.evidence.models import ChainHead
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service

from .drafts import Draft, Drafter, NewEvidence
from .keys import keep_keys, known_keys
from .ledger import BATCH, append, lock_head


@service
def record_evidence_many(*, actor: Actor, entries: Iterable[NewEvidence]) -> int:
    """Append all entries or none; returns how many are new (an entry whose idempotency key is known is passed over).

    Entries are taken as they come, so a generator of any length needs little memory. Raises InvalidInput that names the first wrong entry.
    """
    drafter, made = Drafter(actor), 0
    head = lock_head(actor.district)
    for number, batch in _batches(entries):
        known = known_keys(actor.district, (entry.idempotency_key for entry in batch))
        fresh: dict[str, Draft] = {}
        for place, entry in enumerate(batch, start=number):
            key = entry.idempotency_key
            if key not in known and key not in fresh:
                fresh[key or f"\0{place}"] = _draft(drafter, entry, place)
        append(actor, head, list(fresh.values()))
        keep_keys(actor.district, ((key, draft.record) for key, draft in fresh.items() if key[0] != "\0"))
        made += len(fresh)
    _audit(actor, head, made)
    return made


def _batches(entries: Iterable[NewEvidence]) -> Iterator[tuple[int, list[NewEvidence]]]:
    stream, number = iter(entries), 1
    while batch := list(islice(stream, BATCH)):
        yield number, batch
        number += len(batch)


def _draft(drafter: Drafter, entry: NewEvidence, number: int) -> Draft:
    try:
        return drafter.draft(entry)
    except InvalidInput as error:
        raise InvalidInput(_("第 %d 条：%s") % (number, "；".join(error.fields.values()) or error.message), fields=error.fields) from error


def _audit(actor: Actor, head: ChainHead, made: int) -> None:
    if made:
        audit(actor, "evidence.record_many", head, _("登记佐证 %d 条") % made, records=made, last=head.sequence)
