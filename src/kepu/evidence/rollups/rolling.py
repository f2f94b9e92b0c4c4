"""Moving the watermark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from kepu.evidence.models import EvidenceRecord, RollupState

from . import cells, people

BATCH = 5000
LAG = 10_000
FIELDS = ("kind", "happened_on", "area_id", "unit_id", "audience", "quantity", "person_count", "id")


_LAG = (
    "SELECT head.sequence - COALESCE(state.sequence, 0) FROM evidence_chainhead head "
    "LEFT JOIN evidence_rollupstate state ON state.district_id = head.district_id WHERE head.district_id = %s"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one record adds to the sums (sign 1) or takes back from them (sign -1)."""

    sign: int
    kind: str
    day: date
    area: int
    unit: int
    audience: str
    quantity_e4: int
    persons: int
    record: int


def catch_up(district_id: int, *, at_most: int = LAG) -> int:
    """Bring the sums up to the newest record, but roll at most so many records; returns how many are still missing.

    Reads call it, so that a figure is never older than the ledger but for a backlog that a background job works off. A ledger that another
    connection keeps locked is read as it is.
    """
    try:
        while (missing := lag(district_id)) and at_most > 0:
            at_most -= roll_up(district_id) or at_most
        return missing
    except OperationalError:
        if connection.in_atomic_block:
            raise
        return lag(district_id)


def lag(district_id: int) -> int:
    """How many records are not in the sums yet."""
    with connection.cursor() as cursor:
        cursor.execute(_LAG, [district_id])
        row = cursor.fetchone()
    return row[0] if row else 0


@transaction.atomic
def roll_up(district_id: int, *, batch: int = BATCH) -> int:
    """Add the next batch of records to the sums, or nothing when the process dies meanwhile; returns how many records it were."""
    state = lock_state(district_id)
    records = _after(state)[:batch]
    effects, last = _effects(records)
    if last is None:
        return 0
    rolled = last - state.sequence
    cells.apply(district_id, effects)
    people.apply(district_id, effects)
    state.sequence, state.kinds = last, sorted({*state.kinds, *(effect.kind for effect in effects)})
    state.save(force_update=True)
    return rolled


def lock_state(district_id: int) -> RollupState:
    """The district's watermark, held until the transaction ends."""
    RollupState.objects.bulk_create([RollupState(district_id=district_id)], ignore_conflicts=True)
    return RollupState.objects.select_for_update().get(district_id=district_id)


def _after(state: RollupState) -> QuerySet[EvidenceRecord]:
    return EvidenceRecord.objects.filter(district_id=state.district_id, sequence__gt=state.sequence).order_by("sequence")


def _effects(records: QuerySet[EvidenceRecord]) -> tuple[list[Effect], int | None]:
    """Effects of the records in their order, and the last sequence."""
    effects: list[Effect] = []
    last = None
    before = tuple(f"corrects__{name}" for name in FIELDS)
    for last, entry, *values in records.values_list("sequence", "entry", *FIELDS, *before):
        if entry != EvidenceRecord.Entry.ORIGINAL:
            effects.append(effect(-1, values[len(FIELDS) :]))
        if entry != EvidenceRecord.Entry.VOID:
            effects.append(effect(1, values[: len(FIELDS)]))
    return effects, last


def effect(sign: int, values: Iterable[object]) -> Effect:
    """The effect of a record's `FIELDS`."""
    kind, day, area, unit, audience, quantity, persons, record = values
    assert isinstance(quantity, Decimal)
    return Effect(sign, str(kind), day, area or 0, unit or 0, str(audience), int(quantity.scaleb(4)), persons, record)  # type: ignore[arg-type]
