"""Evidence from and to workbooks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.evidence.kinds import Kind, Need, kind, kinds
from kepu.evidence.models import Audience, EvidenceRecord
from kepu.evidence.queries.browse import Filter, found
from kepu.organizations import queries as registry
from kepu.organizations.access import allowed, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, InvalidWorkbook, RowError, TooLarge
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, choice_column, read_workbook, unit_column, write_workbook
from kepu.plans.models import PlanNode
from kepu.plans.queries import plan_in_force

from .bulk import record_evidence_many
from .drafts import Drafter, NewEvidence

MOST_EXPORTED = 100_000
NODE_KINDS = ("action", "key_project", "measure")
PERSONS_HELP = gettext_lazy("证件号或工号，用于去重计数；只保存不可还原的化名")


def evidence_columns(actor: Actor, known: Kind) -> list[Column]:
    """Columns of the workbook of a kind: what its records carry, the unit only where the actor may record for others."""
    areas = list(registry.areas(actor).order_by("code"))
    places = {name: area for area in areas for name in (area.code, area.name)}
    nodes = _nodes(actor)
    columns = [
        Column("happened_on", _("发生日期"), "date", required=True, minimum=date(2000, 1, 1), example=timezone.localdate(), width=14),
    ]
    if known.value is not Need.REQUIRED:
        whole = known.whole
        columns.append(
            Column(
                "quantity", _("数量"), "integer" if whole else "decimal", required=True, help=_("单位：%s") % known.unit_label, example=1, width=10
            )
        )
    if allowed(actor, "evidence.view_all_units"):
        columns.append(unit_column(actor.district, "unit", _("单位"), required=True, help=_("名称或别名")))
    columns.append(Column("area", _("地区"), "choice", choices=places, listed=tuple(area.name for area in areas), help=_("留空取单位所在地")))
    if known.audience is not Need.NONE:
        columns.append(choice_column("audience", _("人群"), Audience.choices, required=known.audience is Need.REQUIRED))
    if known.value is not Need.NONE:
        columns += [Column("value", _("数值"), "percent", required=known.value is Need.REQUIRED, help=_("百分数，如 15.4"))]
        columns += [Column("low", _("区间下限"), "percent"), Column("high", _("区间上限"), "percent")]
    if known.persons is not Need.NONE:
        columns.append(Column("persons", _("参加人"), many=True, max_length=60, required=known.persons is Need.REQUIRED, help=PERSONS_HELP, width=30))
    columns.append(Column("node", _("规划任务"), "choice", choices=nodes, listed=tuple(nodes), help=_("计入哪项任务或举措"), width=30))
    columns.append(Column("note", _("说明"), max_length=500, help=_("名称、地点等，便于日后查证"), width=40))
    return columns


def _nodes(actor: Actor) -> dict[str, PlanNode]:
    plan = plan_in_force(actor)
    nodes = PlanNode.objects.filter(plan=plan, kind__in=NODE_KINDS).exclude(title="").order_by("position") if plan else ()
    return {node.title: node for node in nodes}


def run_import(*, actor: Actor, progress: Progress, kind_code: str) -> JobResult:
    """The import of a kind as a job; the same file again adds nothing."""
    known, data = kind(kind_code), progress.source()
    columns = evidence_columns(actor, known)
    rows, unread, _faulty = read_workbook(data, columns, progress=progress.report)
    digest = hashlib.sha256(data).hexdigest()[:40]
    entries = [_entry(known, row, f"xlsx:{digest}:{kind_code}:{row.number}") for row in rows]
    errors = [*unread, *_errors(actor, columns, rows, entries)]
    if errors:
        raise InvalidWorkbook(sorted(errors, key=lambda error: error.row))
    with progress.held():
        made = record_evidence_many(actor=actor, entries=entries)
    if not made:
        return JobResult(_("这个文件已经导入过，%d 行都没有重复登记。") % len(rows), url="/evidence/", alarming=True)
    return JobResult(_("已登记 %(made)d 条“%(kind)s”。") % {"made": made, "kind": known}, url=f"/evidence/?kind={kind_code}")


def _entry(known: Kind, row: Row, key: str) -> NewEvidence:
    values = {name: value for name, value in row.values.items() if value is not None}
    return NewEvidence(kind=known.code, idempotency_key=key, **values)


def _errors(actor: Actor, columns: Sequence[Column], rows: Sequence[Row], entries: Sequence[NewEvidence]) -> Iterator[RowError]:
    headings = {column.key: str(column.heading) for column in columns}
    drafter = Drafter(actor)
    for row, entry in zip(rows, entries, strict=True):
        try:
            drafter.draft(entry)
        except InvalidInput as error:
            yield from (row.error(headings.get(name, ""), text) for name, text in (error.fields or {"": error.message}).items())


def export_columns() -> list[Column]:
    """Columns of the exported ledger."""
    return [
        Column("sequence", _("序号"), "integer", width=10),
        Column("entry", _("性质"), width=10),
        Column("kind", _("种类"), width=18),
        Column("happened_on", _("发生日期"), "date", width=12),
        Column("recorded_at", _("登记时间"), "date", width=17),
        Column("unit", _("单位"), width=20),
        Column("area", _("地区"), width=16),
        Column("audience", _("人群"), width=12),
        Column("quantity", _("数量"), "decimal", width=10),
        Column("unit_label", _("计量单位"), width=10),
        Column("value", _("数值"), "decimal", width=10),
        Column("low", _("区间下限"), "decimal", width=10),
        Column("high", _("区间上限"), "decimal", width=10),
        Column("node", _("规划任务"), width=30),
        Column("work_item", _("年度任务"), width=30),
        Column("person_count", _("涉及人数"), "integer", width=10),
        Column("recorded_by", _("登记人"), width=12),
        Column("note", _("说明"), width=40),
        Column("reason", _("更正或作废的理由"), width=30),
        Column("chain_hash", _("链校验值"), "code", width=66),
    ]


def run_export(*, actor: Actor, progress: Progress, picked: str) -> JobResult:
    """The records of a filter (its query string) as a workbook, as a job."""
    require(actor, "evidence.view_evidence")
    records = found(actor, Filter.of(dict(parse_qsl(picked)))).select_related("node", "work_item", "recorded_by").order_by("sequence")
    total = records[: MOST_EXPORTED + 1].count()
    if total > MOST_EXPORTED:
        raise TooLarge(_("超过 %d 条，请用筛选条件（如年份、种类）分次导出。") % MOST_EXPORTED)
    content = write_workbook(export_columns(), _rows(records.iterator(chunk_size=2000), progress, total), sheet=_("佐证台账"))
    return JobResult(_("共导出 %d 条。") % total, filename=_("佐证台账-%s.xlsx") % timezone.localdate(), content=content)


def _rows(records: Iterator[EvidenceRecord], progress: Progress, total: int) -> Iterator[dict[str, Any]]:
    names = {one.code: (str(one.name), str(one.unit_label)) for one in kinds()}
    for number, record in enumerate(records, start=1):
        progress.report(number, total, _("正在导出"))
        name, unit_label = names.get(record.kind, (record.kind, ""))
        plain = ("sequence", "happened_on", "recorded_at", "quantity", "value", "low", "high", "person_count", "note", "reason", "chain_hash")
        linked = ("unit", "area", "node", "work_item")
        yield {
            **{key: getattr(record, key) for key in plain},
            **{key: str(getattr(record, key) or "") for key in linked},
            "entry": record.get_entry_display(),
            "kind": name,
            "audience": record.get_audience_display(),
            "unit_label": unit_label,
            "recorded_by": record.recorded_by.get_full_name() if record.recorded_by else str(_("系统")),
        }
