"""The full recount, against which the incremental sums are held."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, CharField, Count, DateField, Exists, F, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Round, TruncMonth

from kepu.evidence.models import DistinctCounter, DistinctDay, EvidencePerson, EvidenceRecord, PersonTally, Rollup, RollupState

from . import people
from .cells import CUBES
from .rolling import lock_state, roll_up

MEASURES = ("records", "quantity_e4")


def effective(records: QuerySet[EvidenceRecord]) -> QuerySet[EvidenceRecord]:
    """Those that count: neither void nor superseded."""
    later = EvidenceRecord.objects.filter(corrects=OuterRef("pk"))
    return records.exclude(entry=EvidenceRecord.Entry.VOID).filter(~Exists(later))


@transaction.atomic
def recount(district_id: int) -> int:
    """How many cells, tallies and counts differ from a count over all records up to the watermark; 0 when all is right."""
    state = lock_state(district_id)
    differences = sum(_cell_differences(state, cube, grain) for cube in CUBES for grain in Rollup.Grain)
    return differences + _tally_differences(state) + _counter_differences(district_id)


@transaction.atomic
def rebuild(district_id: int) -> int:
    """Throw the sums away and make them again, in one transaction; returns the number of records."""
    state = lock_state(district_id)
    Rollup.objects.filter(district_id=district_id).delete()
    PersonTally.objects.filter(district_id=district_id).delete()
    DistinctDay.objects.filter(counter__district_id=district_id).delete()
    RollupState.objects.filter(pk=state.pk).update(sequence=0, kinds=[])
    done = 0
    while rolled := roll_up(district_id):
        done += rolled
    return done


def _rolled(state: RollupState) -> QuerySet[EvidenceRecord]:
    """Records that count at the watermark."""
    later = EvidenceRecord.objects.filter(corrects=OuterRef("pk"), sequence__lte=state.sequence)
    records = EvidenceRecord.objects.filter(district_id=state.district_id, sequence__lte=state.sequence)
    return records.exclude(entry=EvidenceRecord.Entry.VOID).filter(~Exists(later)).order_by()


def _cell_differences(state: RollupState, cube: str, grain: str) -> int:
    by_area, by_unit, by_audience = CUBES[Rollup.Cube(cube)]
    zero, empty = Value(0, BigIntegerField()), Value("", CharField())
    counted = (
        _rolled(state)
        .values(
            "kind",
            start=TruncMonth("happened_on", output_field=DateField()) if grain == Rollup.Grain.MONTH else F("happened_on"),
            area_key=Coalesce("area_id", zero) if by_area else zero,
            unit_key=Coalesce("unit_id", zero) if by_unit else zero,
            group=F("audience") if by_audience else empty,
        )
        .annotate(records=Count("id"), quantity_e4=Sum(Cast(Round(F("quantity") * 10000), BigIntegerField())))
        .values_list("kind", "start", "area_key", "unit_key", "group", *MEASURES)
    )
    kept = Rollup.objects.filter(district_id=state.district_id, cube=cube, grain=grain).exclude(records=0, quantity_e4=0)
    held = kept.values_list("kind", "start", "area_key", "unit_key", "audience", *MEASURES)
    return _differences(counted, held)


def _tally_differences(state: RollupState) -> int:
    counted = (
        EvidencePerson.objects.filter(record__in=_rolled(state))
        .values("pseudonym", kind=F("record__kind"), day=F("record__happened_on"), audience=F("record__audience"))
        .annotate(records=Count("id"))
        .values_list("pseudonym", "kind", "day", "audience", "records")
    )
    held = PersonTally.objects.filter(district_id=state.district_id).exclude(records=0)
    return _differences(counted, held.values_list("pseudonym", "kind", "day", "audience", "records"))


def _counter_differences(district_id: int) -> int:
    differences = 0
    for counter in DistinctCounter.objects.filter(district_id=district_id):
        held = dict(DistinctDay.objects.filter(counter=counter).exclude(persons=0).values_list("day", "persons"))
        differences += len(set(held.items()) ^ set(people.first_days(counter).items()))
    return differences


def _differences(counted: QuerySet[Any, Any], held: QuerySet[Any, Any]) -> int:
    """Rows that stand on one side only; the database compares, so that memory stays flat."""
    return counted.difference(held).count() + held.difference(counted).count()
