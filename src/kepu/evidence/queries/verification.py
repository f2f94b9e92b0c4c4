"""Following the hash chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from kepu.evidence import chain, triggers
from kepu.evidence.models import ChainHead, EvidenceFile, EvidencePerson, EvidenceRecord
from kepu.organizations.models import Area

BATCH = 2000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification found: `fault` is empty when all links hold, else `missing`, `broken`, `version` or `head`, with its sequence."""

    checked: int
    first: int
    last: int
    head_hash: str
    fault: str = ""
    sequence: int = 0
    guarded: bool = True

    @property
    def ok(self) -> bool:
        """Whether every link holds and the database refuses changes."""
        return not self.fault and self.guarded


def verify_chain(
    district: Area,
    since: date | None = None,
    until: date | None = None,
    *,
    progress: Callable[[int], None] | None = None,
) -> ChainReport:
    """Compute every link of what was recorded from `since` to `until` again, up to the first fault.

    Reads in batches by sequence, so memory does not grow with the ledger. Without `until` the newest record must be the one that the head
    names; an auditor who noted a head hash earlier compares it with that record's.
    """
    head = ChainHead.objects.filter(district=district).first()
    first, last = _range(district, since, until)
    if until is None and head is not None:
        last = head.sequence
    report = _follow(district, first, last, progress)
    if not report.fault and until is None:
        report = _hold_against(head, report)
    return replace(report, guarded=triggers.installed(connection))


def _follow(district: Area, first: int, last: int, progress: Callable[[int], None] | None) -> ChainReport:
    previous = _hash_at(district, first - 1)
    if previous is None:
        return ChainReport(0, first, last, "", "missing", first - 1)
    checked = 0
    for record, names, digests in _stream(district, first, last):
        fault = _fault(record, names, digests, previous, first + checked)
        if fault:
            return ChainReport(checked, first, last, previous, fault, first + checked)
        previous, checked = record.chain_hash, checked + 1
        if progress is not None and checked % BATCH == 0:
            progress(checked)
    missing = first + checked <= last
    return ChainReport(checked, first, last, previous, "missing" if missing else "", first + checked if missing else 0)


def _hold_against(head: ChainHead | None, report: ChainReport) -> ChainReport:
    """The newest link must be the head's, and nothing may lie behind it; the head may have moved on meanwhile."""
    if head is None:
        return replace(report, fault="head", sequence=1) if report.last else report
    now = ChainHead.objects.get(district_id=head.district_id)
    extra = EvidenceRecord.objects.filter(district_id=head.district_id, sequence__gt=now.sequence).order_by("sequence").first()
    if extra is not None and not ChainHead.objects.filter(district_id=head.district_id, sequence__gte=extra.sequence).exists():
        return replace(report, fault="head", sequence=extra.sequence)
    return report if report.head_hash == head.chain_hash else replace(report, fault="head", sequence=head.sequence)


def _range(district: Area, since: date | None, until: date | None) -> tuple[int, int]:
    """First and last sequence recorded on these days; the time of recording never runs backwards along the chain."""
    records = EvidenceRecord.objects.filter(district=district)
    if since is not None:
        records = records.filter(recorded_at__gte=_midnight(since))
    if until is not None:
        records = records.filter(recorded_at__lte=timezone.make_aware(datetime.combine(until, time.max)))
    found = records.aggregate(first=Min("sequence"), last=Max("sequence"))
    return (1 if since is None else found["first"] or 1), found["last"] or 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _hash_at(district: Area, sequence: int) -> str | None:
    if sequence <= 0:
        return chain.GENESIS
    return EvidenceRecord.objects.filter(district=district, sequence=sequence).values_list("chain_hash", flat=True).first()


def _fault(record: EvidenceRecord, names: list[str], digests: list[str], previous: str, expected: int) -> str:
    if record.sequence != expected:
        return "missing"
    if record.chain_version != chain.VERSION:
        return "version"
    whole = len(names) == record.person_count and record.chain_hash == chain.link(previous, record, names, digests)
    return "" if whole else "broken"


def _stream(district: Area, first: int, last: int) -> Iterator[tuple[EvidenceRecord, list[str], list[str]]]:
    after = first - 1
    while after < last:
        batch = list(EvidenceRecord.objects.filter(district=district, sequence__gt=after, sequence__lte=last).order_by("sequence")[:BATCH])
        if not batch:
            return
        names = _of_batch(batch, EvidencePerson.objects.values_list("record_id", "pseudonym"))
        digests = _of_batch(batch, EvidenceFile.objects.order_by().values_list("record_id", "sha256"))
        yield from ((record, names[record.pk], digests[record.pk]) for record in batch)
        after = batch[-1].sequence


def _of_batch(batch: list[EvidenceRecord], rows: Any) -> defaultdict[int, list[str]]:
    """Record -> what belongs to it; records of one district need not lie side by side, but they mostly do."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    keys = [record.pk for record in batch]
    for record_id, text in rows.filter(record_id__gte=min(keys), record_id__lte=max(keys)):
        found[record_id].append(text)
    return found
