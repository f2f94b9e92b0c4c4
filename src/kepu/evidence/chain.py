"""The hash chain of a district: how a record is written as bytes, and how links follow each other.

Version 1: `chain_hash = SHA-256(previous hash as 32 bytes ‖ payload)`, the first record follows 32 zero bytes. The payload is the UTF-8 text
of a JSON array without spaces, non-ASCII as it is, with the items of `payload`: identifiers as integers or null, dates as ISO 8601, the time
of recording in UTC with microseconds, numbers as text with four decimals, pseudonyms and SHA-256 of files sorted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from .models import EvidenceRecord

VERSION = 1
GENESIS = "0" * 64
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(maxsize=8)
def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.4f}"


def payload(record: EvidenceRecord, pseudonyms: Sequence[str] = (), digests: Sequence[str] = ()) -> bytes:
    """The canonical bytes of a record (version 1)."""
    return _encode(
        [
            "kepu-evidence",
            VERSION,
            record.district_id,
            record.sequence,
            record.entry,
            record.corrects_id,
            record.reason,
            record.kind,
            record.happened_on.isoformat(),
            _time(record.recorded_at),
            record.area_id,
            record.unit_id,
            record.audience,
            _number(record.quantity),
            _number(record.value),
            _number(record.low),
            _number(record.high),
            record.node_id,
            record.work_item_id,
            record.source_type,
            record.source_id,
            record.recorded_by_id,
            record.note,
            sorted(pseudonyms),
            sorted(digests),
        ]
    ).encode()


def link(previous: str, record: EvidenceRecord, pseudonyms: Sequence[str] = (), digests: Sequence[str] = ()) -> str:
    """The hash of a record that follows the link `previous`."""
    return sha256(bytes.fromhex(previous) + payload(record, pseudonyms, digests)).hexdigest()
