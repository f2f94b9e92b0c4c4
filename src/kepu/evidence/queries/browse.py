"""Going through the ledger page by page, at any size: no counts, no offsets, only stretches of an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.rollups.recount import effective
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.plans.models import PlanNode

SEARCHED = 20_000  # how many of the newest records a search for words goes through


@dataclass(frozen=True)
class Filter:
    """What a person picked above the list; None and "" stand for all."""

    kind: str = ""
    unit: int | None = None
    area: int | None = None
    audience: str = ""
    node: int | None = None
    work_item: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    history: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """From a query string; what cannot be understood is left out."""
        return cls(**{field.name: _read(field.name, str(given.get(field.name, "")).strip()) for field in fields(cls)})

    def query(self, **changes: Any) -> str:
        """The query string of this filter with changes."""
        values = {field.name: getattr(replace(self, **changes), field.name) for field in fields(self)}
        return urlencode({name: "1" if value is True else value for name, value in values.items() if value not in (None, "", False)})


def _read(name: str, text: str) -> Any:
    if name == "history":
        return text == "1"
    if name in ("unit", "area", "node", "work_item"):
        return int(text) if text.isdecimal() and len(text) < 19 else None
    if name in ("since", "until"):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return text.replace("\0", "")[:100]


def visible_to(actor: Actor) -> Q:
    """Records that the actor may see: all of the district, or those of his unit."""
    seen = Q(district=actor.district)
    return seen if allowed(actor, "evidence.view_all_units") else seen & Q(unit=actor.unit)


def found(actor: Actor, picked: Filter) -> QuerySet[EvidenceRecord]:
    """The records of a filter without order, with what a row shows."""
    records = EvidenceRecord.objects.filter(visible_to(actor))
    exact: dict[str, Any] = {"kind": picked.kind, "unit": picked.unit, "area": picked.area, "audience": picked.audience}
    exact |= {"work_item": picked.work_item, "happened_on__gte": picked.since, "happened_on__lte": picked.until}
    records = records.filter(**{name: value for name, value in exact.items() if value not in (None, "")})
    if picked.node is not None:
        records = records.filter(node__in=_inside(picked.node))
    if picked.text.isdecimal():
        records = records.filter(sequence=int(picked.text[:18]))
    elif picked.text:
        newest = records.filter(sequence__gt=0).order_by("-sequence").values("pk")[:SEARCHED]
        records = EvidenceRecord.objects.filter(pk__in=newest, note__icontains=picked.text)
    records = records if picked.history else effective(records)
    later = EvidenceRecord.objects.filter(corrects=OuterRef("pk"))
    return records.annotate(is_superseded=Exists(later)).select_related("unit", "area")


def search_ends(actor: Actor, picked: Filter) -> EvidenceRecord | None:
    """The oldest record that a search for words went through, where the filter holds more records than it looks at; None where it saw all."""
    if not picked.text or picked.text.isdecimal():
        return None
    newest = found(actor, replace(picked, text="", history=True)).filter(sequence__gt=0).order_by("-sequence")
    last = list(newest[SEARCHED - 1 : SEARCHED + 1])
    return last[0] if len(last) == 2 else None


@dataclass(frozen=True)
class Stretch:
    """Some records in order and the mark after which the next stretch begins ("" at the end)."""

    records: list[EvidenceRecord]
    after: str


def stretch(actor: Actor, picked: Filter, after: str = "", size: int = 50) -> Stretch:
    """The records after a mark: latest event first where a filter picks by an index of days, else latest entry first."""
    by_day = _is_by_day(actor, picked)
    records = found(actor, picked)
    day, _dot, number = after.partition("_") if by_day else ("", "", after)
    if number.isdecimal() and len(number) < 19:
        records = records.filter(sequence__lt=int(number)) if not by_day else _before(records, day, int(number))
    if by_day:
        lanes = [records.filter(lane).order_by("-happened_on", "-id")[: size + 1] for lane in _lanes(picked)]
        page = sorted((record for lane in lanes for record in lane), key=lambda record: (record.happened_on, record.pk), reverse=True)
    else:
        # Every number is above 0; said so, SQLite walks the index of the numbers instead of sorting the district by another.
        page = list(records.filter(sequence__gt=0).order_by("-sequence")[: size + 1])
    if len(page) <= size:
        return Stretch(page, "")
    last = page[size - 1]
    return Stretch(page[:size], f"{last.happened_on.isoformat()}_{last.pk}" if by_day else str(last.sequence))


def _is_by_day(actor: Actor, picked: Filter) -> bool:
    """Whether an index in the order of days answers the filter."""
    chosen = (picked.kind, picked.unit, picked.area, picked.audience, picked.node, picked.work_item, picked.since, picked.until)
    return any(chosen) or not allowed(actor, "evidence.view_all_units")


def _lanes(picked: Filter) -> list[Q]:
    """Parts of the filter that each are one stretch of an index in the order of days; together they are the whole."""
    return [Q(node=node) for node in _inside(picked.node)] if picked.node is not None else [Q()]


def _inside(node: int) -> list[int]:
    """The node and what stands two steps below it."""
    below = PlanNode.objects.filter(Q(pk=node) | Q(parent=node) | Q(parent__parent=node))
    return list(below.values_list("pk", flat=True))


def _before(records: QuerySet[EvidenceRecord], day: str, number: int) -> QuerySet[EvidenceRecord]:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return records
    return records.filter(happened_on__lte=on).exclude(happened_on=on, id__gte=number)
