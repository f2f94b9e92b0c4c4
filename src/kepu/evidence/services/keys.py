"""Writes that a client may repeat."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kepu.evidence.models import EvidenceRecord
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Area, IdempotencyKey

OPERATION = "evidence.record"
LONGEST = 80


def known_keys(district: Area, keys: Iterable[str]) -> dict[str, int]:
    """Key -> record that it made before. Under the lock of the head, so that two repeats do not pass each other."""
    wanted = {key for key in keys if key}
    if any(len(key) > LONGEST for key in wanted):
        raise InvalidInput(fields={"idempotency_key": _("防重复标识不能超过80个字符")})
    if not wanted:
        return {}
    found = IdempotencyKey.objects.filter(district=district, operation=OPERATION, key__in=wanted)
    return {key: int(object_id) for key, object_id in found.values_list("key", "object_id")}


def keep_keys(district: Area, made: Iterable[tuple[str, EvidenceRecord]]) -> None:
    """Remember which record each key made."""
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(district=district, operation=OPERATION, key=key, object_id=str(record.pk)) for key, record in made if key
    )
