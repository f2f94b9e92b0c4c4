"""From what a caller says to a record that may be appended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.kinds import kind
from kepu.evidence.models import EvidenceRecord
from kepu.evidence.persons import pseudonym
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, Text
from kepu.organizations.models import Area, Attachment, Unit
from kepu.plans.models import PlanNode, WorkItem

from .checks import Number, check_record, read_number

KEPT = (
    "district_id", "kind", "happened_on", "area_id", "unit_id", "audience", "quantity", "value", "low", "high", "node_id",
    "work_item_id", "source_type", "source_id", "note",
)  # fmt: skip
_EMPTY = {field.attname: field.get_default() for field in EvidenceRecord._meta.concrete_fields}
NUMBERS = frozenset({"quantity", "value", "low", "high"})
CHANGEABLE = NUMBERS | {"happened_on", "unit", "area", "audience", "node", "work_item", "note"}
ADDED = frozenset({"persons", "attachments"})


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What happened, as a caller says it; the fields are those of `record_evidence`."""

    kind: str
    happened_on: date
    quantity: Number = 1
    unit: Unit | None = None
    area: Area | None = None
    audience: str = ""
    persons: Sequence[str] = ()
    value: Number = None
    low: Number = None
    high: Number = None
    node: PlanNode | None = None
    work_item: WorkItem | None = None
    source: models.Model | None = None
    note: str = ""
    attachments: Sequence[Attachment] = ()
    idempotency_key: str = ""


@dataclass(slots=True)
class Draft:
    """A record that lacks only its place in the chain, with the pseudonyms of its persons and its files."""

    record: EvidenceRecord
    pseudonyms: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def make_record(**values: Any) -> EvidenceRecord:
    """A record from the values of its columns; by position, which Django does several times faster than by name."""
    row: Any = {**_EMPTY, **values}.values()
    made: EvidenceRecord = EvidenceRecord(*row)
    return made


def copy_of(record: EvidenceRecord) -> EvidenceRecord:
    """A new record that says the same of what happened."""
    return make_record(**{name: getattr(record, name) for name in KEPT})


class Drafter:
    """Checks entries for one actor; keeps what many entries share, so that a bulk write asks the database once."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.today = timezone.localdate()
        self._plans: dict[int, bool] = {}
        self._areas: dict[int, int | None] = {}
        self._permitted: set[tuple[bool, int | None]] = set()

    def draft(self, entry: NewEvidence) -> Draft:
        """The record of an entry; a unit, node or area that is not named follows from the work item, else from the actor.

        Raises InvalidInput with all fields that are wrong, PermissionDenied where a unit records by hand for another.
        """
        errors: dict[str, Text] = {}
        item, unit, area = entry.work_item, entry.unit, entry.area
        if unit is None and item is None:
            unit = self.actor.unit
        record = make_record(
            district_id=self.actor.district.pk,
            kind=entry.kind,
            happened_on=entry.happened_on,
            unit_id=unit.pk if unit else (item.unit_id if item else None),
            area_id=area.pk if area else self._area_of(unit, item),
            audience=entry.audience,
            quantity=read_number("quantity", entry.quantity, errors) or Decimal(0),
            value=read_number("value", entry.value, errors),
            low=read_number("low", entry.low, errors),
            high=read_number("high", entry.high, errors),
            node_id=entry.node.pk if entry.node else (item.node_id if item else None),
            work_item_id=item.pk if item else None,
            source_type=entry.source._meta.label_lower if entry.source else "",
            source_id=str(entry.source.pk) if entry.source else "",
            recorded_by_id=self.actor.user.pk if self.actor.user else None,
            note=entry.note.strip().replace("\0", ""),
        )
        self._check_places(unit, area, entry.node, item, errors)
        self._check(record, len(entry.persons), errors)
        self._permit(record)
        return Draft(record, self.pseudonyms(entry.persons), list(entry.attachments))

    def redraft(self, old: EvidenceRecord, changes: Mapping[str, Any]) -> Draft:
        """The record that shall stand in the place of `old`; raises InvalidInput with all fields that are wrong."""
        errors: dict[str, Text] = {name: _("这一项不能更正") for name in changes if name not in CHANGEABLE | ADDED}
        record = copy_of(old)
        record.recorded_by = self.actor.user
        for name, value in changes.items():
            if name in NUMBERS:
                setattr(record, name, read_number(name, value, errors))
            elif name in CHANGEABLE:
                setattr(record, name, value.strip().replace("\0", "") if isinstance(value, str) else value)
        if changes.get("persons") is not None:
            pseudonyms = self.pseudonyms(changes["persons"])
        else:
            pseudonyms = sorted(old.persons.values_list("pseudonym", flat=True))
        unit, area, node, item = (changes.get(name) for name in ("unit", "area", "node", "work_item"))
        self._check_places(unit, area, node, item, errors)
        self._check(record, len(pseudonyms), errors)
        return Draft(record, pseudonyms, list(changes.get("attachments") or ()))

    def pseudonyms(self, persons: Sequence[str]) -> list[str]:
        """The names under which these people stand in the ledger, each once."""
        return sorted({pseudonym(self.actor.district.code, person) for person in persons})

    def _area_of(self, unit: Unit | None, item: WorkItem | None) -> int | None:
        if unit is not None or item is None:
            return unit.area_id if unit else None
        if item.unit_id not in self._areas:
            self._areas[item.unit_id] = item.unit.area_id
        return self._areas[item.unit_id]

    def _check_places(self, unit: Unit | None, area: Area | None, node: PlanNode | None, item: WorkItem | None, errors: dict[str, Text]) -> None:
        district = self.actor.district.pk
        if unit is not None and unit.district_id != district:
            errors["unit"] = _("“%s”不是本区单位") % unit
        if area is not None and district not in (area.district_id, area.pk):
            errors["area"] = _("“%s”不在本区") % area
        if node is not None and not self._is_own_plan(node.plan_id):
            errors["node"] = _("举措不属于本区规划")
        if item is not None and not self._is_own_plan(item.plan_id):
            errors["work_item"] = _("任务不属于本区规划")

    def _check(self, record: EvidenceRecord, persons: int, errors: dict[str, Text]) -> None:
        check_record(record, kind(record.kind), persons, self.today, errors)
        if errors:
            raise InvalidInput(fields=errors)

    def _is_own_plan(self, plan_id: int) -> bool:
        if plan_id not in self._plans:
            self._plans[plan_id] = PlanNode.objects.filter(plan_id=plan_id, plan__district=self.actor.district).exists()
        return self._plans[plan_id]

    def _permit(self, record: EvidenceRecord) -> None:
        known, place = kind(record.kind), (record.source_type != "", record.unit_id)
        if not record.source_type and not known.by_hand and self.actor.user is not None:
            raise InvalidInput(fields={"kind": _("“%s”由业务流程自动登记，不能手工填写") % known.name})
        if place not in self._permitted:
            require(self.actor, "evidence.record_from_source" if record.source_type else "evidence.record_by_hand", record)
            self._permitted.add(place)
