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


def copy_of(record: EvidenceRecord) -> EvidenceRecord:
    """A new record that says the same of what happened."""
    return EvidenceRecord(**{name: getattr(record, name) for name in KEPT})


class Drafter:
    """Checks entries for one actor; keeps what many entries share, so that a bulk write asks the database once."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.today = timezone.localdate()
        self._plans: dict[int, bool] = {}

    def draft(self, entry: NewEvidence) -> Draft:
        """The record of an entry; a unit, node or area that is not named follows from the work item, else from the actor.

        Raises InvalidInput with all fields that are wrong, PermissionDenied where a unit records by hand for another.
        """
        errors: dict[str, Text] = {}
        item = entry.work_item
        unit = entry.unit or (item.unit if item else self.actor.unit)
        record = EvidenceRecord(
            district_id=self.actor.district.pk,
            entry=EvidenceRecord.Entry.ORIGINAL,
            kind=entry.kind,
            happened_on=entry.happened_on,
            unit=unit,
            area=entry.area or (unit.area if unit and unit.area_id else None),
            audience=entry.audience,
            quantity=read_number("quantity", entry.quantity, errors) or Decimal(0),
            value=read_number("value", entry.value, errors),
            low=read_number("low", entry.low, errors),
            high=read_number("high", entry.high, errors),
            node_id=entry.node.pk if entry.node else (item.node_id if item else None),
            work_item=item,
            recorded_by=self.actor.user,
            note=entry.note.strip().replace("\0", ""),
        )
        if entry.source is not None:
            record.source_type, record.source_id = entry.source._meta.label_lower, str(entry.source.pk)
        self._check(record, len(entry.persons), entry.node, errors)
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
        self._check(record, len(pseudonyms), changes.get("node"), errors)
        return Draft(record, pseudonyms, list(changes.get("attachments") or ()))

    def pseudonyms(self, persons: Sequence[str]) -> list[str]:
        """The names under which these people stand in the ledger, each once."""
        return sorted({pseudonym(self.actor.district.code, person) for person in persons})

    def _check(self, record: EvidenceRecord, persons: int, node: PlanNode | None, errors: dict[str, Text]) -> None:
        district, item = self.actor.district.pk, record.work_item
        if record.unit is not None and record.unit.district_id != district:
            errors["unit"] = _("“%s”不是本区单位") % record.unit
        if record.area is not None and district not in (record.area.district_id, record.area_id):
            errors["area"] = _("“%s”不在本区") % record.area
        if node is not None and not self._is_own_plan(node.plan_id):
            errors["node"] = _("举措不属于本区规划")
        if item is not None and not self._is_own_plan(item.plan_id):
            errors["work_item"] = _("任务不属于本区规划")
        check_record(record, kind(record.kind), persons, self.today, errors)
        if errors:
            raise InvalidInput(fields=errors)

    def _is_own_plan(self, plan_id: int) -> bool:
        if plan_id not in self._plans:
            self._plans[plan_id] = PlanNode.objects.filter(plan_id=plan_id, plan__district=self.actor.district).exists()
        return self._plans[plan_id]

    def _permit(self, record: EvidenceRecord) -> None:
        known = kind(record.kind)
        if record.source_type:
            require(self.actor, "evidence.record_from_source")
            return
        if not known.by_hand and self.actor.user is not None:
            raise InvalidInput(fields={"kind": _("“%s”由业务流程自动登记，不能手工填写") % known.name})
        require(self.actor, "evidence.record_by_hand", record)
