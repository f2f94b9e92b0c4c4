"""Counting people once.

A tally knows on which days a person stands in effective records. For each question that was asked (`DistinctCounter`) the number of people
is kept by the day on which they first appear; a batch of records moves only the people whom it names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Min, QuerySet

from kepu.evidence.models import DistinctCounter, DistinctDay, EvidencePerson, PersonTally

from .upsert import Sums

if TYPE_CHECKING:
    from .rolling import Effect

CHUNK = 400
T = TypeVar("T")
Days = dict[tuple[str, date, str], int]
_TALLY = Sums(
    "evidence_persontally",
    {"district_id": "bigint", "pseudonym": "text", "kind": "text", "day": "date", "audience": "text"},
    {"records": "bigint"},
)
_FIRST = Sums("evidence_distinctday", {"counter_id": "bigint", "day": "date"}, {"persons": "bigint"})


def apply(district_id: int, effects: Iterable[Effect]) -> None:
    """Add effects to the tally and to every counter of the district."""
    named = [effect for effect in effects if effect.persons]
    if not named:
        return
    deltas = _deltas(named)
    counters = list(DistinctCounter.objects.filter(district_id=district_id))
    moves: Counter[tuple[int, date]] = Counter()
    for names in _chunks(sorted(deltas)):
        known = _known(district_id, names) if counters else {}
        for name in names:
            before, after = known.get(name, {}), _sum(known.get(name, {}), deltas[name])
            for counter in counters:
                _move(moves, counter, first_day(counter, before), first_day(counter, after))
    _TALLY.add([(district_id, name, *key, records) for name in sorted(deltas) for key, records in deltas[name].items() if records])
    _FIRST.add([(*key, persons) for key, persons in sorted(moves.items()) if persons])


def ensure_counter(district_id: int, kinds: Iterable[str], audience: str, year_from: int, year_to: int) -> DistinctCounter:
    """The counter of a question; a new one is filled from the tally, under the lock of the watermark that the caller holds."""
    counter, created = DistinctCounter.objects.get_or_create(
        district_id=district_id, kinds=",".join(sorted(set(kinds))), audience=audience, year_from=year_from, year_to=year_to
    )
    if created:
        fill(counter)
    return counter


def fill(counter: DistinctCounter) -> None:
    """Count the people of a counter from the tally."""
    DistinctDay.objects.filter(counter=counter).delete()
    firsts = sorted(first_days(counter).items())
    DistinctDay.objects.bulk_create(DistinctDay(counter=counter, day=day, persons=persons) for day, persons in firsts)


def first_days(counter: DistinctCounter) -> Counter[date]:
    """From the tally: day -> people who first appear then."""
    firsts = _of(counter).order_by().values("pseudonym").annotate(first=Min("day")).values_list("first", flat=True)
    return Counter(firsts.iterator(chunk_size=5000))


def first_day(counter: DistinctCounter, days: Mapping[tuple[str, date, str], int]) -> date | None:
    """The day on which a person first appears in the counter's question."""
    kinds = counter.kinds.split(",")
    return min(
        (
            day
            for (kind, day, audience), records in days.items()
            if records > 0
            and kind in kinds
            and counter.year_from <= day.year <= counter.year_to
            and (not counter.audience or audience == counter.audience)
        ),
        default=None,
    )


def _of(counter: DistinctCounter) -> QuerySet[PersonTally]:
    found = PersonTally.objects.filter(
        district_id=counter.district_id,
        kind__in=counter.kinds.split(","),
        day__range=(date(counter.year_from, 1, 1), date(counter.year_to, 12, 31)),
        records__gt=0,
    )
    return found.filter(audience=counter.audience) if counter.audience else found


def _deltas(named: list[Effect]) -> dict[str, Days]:
    deltas: defaultdict[str, defaultdict[tuple[str, date, str], int]] = defaultdict(lambda: defaultdict(int))
    by_record: defaultdict[int, list[str]] = defaultdict(list)
    for ids in _chunks(sorted({effect.record for effect in named})):
        for record, name in EvidencePerson.objects.filter(record_id__in=ids).values_list("record_id", "pseudonym"):
            by_record[record].append(name)
    for effect in named:
        for name in by_record[effect.record]:
            deltas[name][effect.kind, effect.day, effect.audience] += effect.sign
    return {name: dict(days) for name, days in deltas.items()}


def _known(district_id: int, names: list[str]) -> dict[str, Days]:
    known: defaultdict[str, Days] = defaultdict(dict)
    rows = PersonTally.objects.filter(district_id=district_id, pseudonym__in=names)
    for name, kind, day, audience, records in rows.values_list("pseudonym", "kind", "day", "audience", "records"):
        known[name][kind, day, audience] = records
    return known


def _sum(days: Days, deltas: Days) -> Days:
    return {key: days.get(key, 0) + deltas.get(key, 0) for key in {*days, *deltas}}


def _move(moves: Counter[tuple[int, date]], counter: DistinctCounter, before: date | None, after: date | None) -> None:
    if before != after:
        if before is not None:
            moves[counter.pk, before] -= 1
        if after is not None:
            moves[counter.pk, after] += 1


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    stream = iter(items)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk
