"""A unit's reports of a period as a workbook: fetched, filled without a network, taken in as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.governance.models import OWED, ProgressReport, ReportingPeriod
from kepu.governance.queries import cumulative
from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook, KepuError, RowError
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, choice_column, read_workbook, store_rows, write_workbook
from kepu.plans.models import WorkItem

from .progress import save_report, submit_report
from .progress_content import QUANTITY_LIMIT, TEXT_LIMIT

YES_NO = (("yes", gettext_lazy("是")), ("no", gettext_lazy("否")))


def report_columns() -> list[Column]:
    """Columns of the workbook; those before the quantity tell which report it is and are not read back, but for number and version."""
    keep = _("请勿改动")
    return [
        Column("pk", _("报告编号"), "integer", required=True, help=keep, width=10),
        Column("version", _("版本"), "integer", required=True, help=_("请勿改动；用来发现下载以后在网上改过的报告"), width=8),
        Column("title", _("工作任务"), max_length=300, help=keep, width=36),
        Column("planned", _("计划数量"), "decimal", help=keep, width=10),
        Column("before", _("此前累计"), "decimal", help=keep, width=10),
        Column(
            "quantity", _("本期完成数量"), "decimal", minimum=0, maximum=QUANTITY_LIMIT - 1, help=_("有计划数量的任务必填，没有完成填 0"), example=8
        ),
        Column("completion", _("累计完成进度"), "integer", minimum=0, maximum=100, help=_("百分数，0 到 100"), example=60),
        Column("done", _("工作进展"), max_length=TEXT_LIMIT, help=_("本期做了什么，效果如何"), width=48),
        Column("problems", _("存在问题及原因"), max_length=TEXT_LIMIT, width=36),
        Column("next_steps", _("下一步打算"), max_length=TEXT_LIMIT, width=36),
        choice_column("counts", _("记入台账"), YES_NO, help=_("填“是”，验收后将本期完成数量记入台账；已另行登记佐证的填“否”"), width=10),
    ]


def own_reports(actor: Actor, period: ReportingPeriod) -> list[ProgressReport]:
    """What the actor's unit still has to report in the period."""
    found = ProgressReport.objects.filter(period=period, unit=actor.unit, state__in=OWED).exclude(work_item__status=WorkItem.Status.DROPPED)
    return list(found.select_related("period", "work_item__indicator", "unit", "reporter").order_by("pk"))


def write_reports(actor: Actor, period: ReportingPeriod) -> bytes:
    """The workbook of the actor's unit, with its items and what is saved already."""
    require(actor, "governance.save_report")
    reports = own_reports(actor, period)
    sums = cumulative(reports)
    return write_workbook(report_columns(), [_values(report, sums[report.pk]) for report in reports], sheet=period.label, template=True)


def _values(report: ProgressReport, total: Any) -> dict[str, Any]:
    return {
        "pk": report.pk,
        "version": report.version,
        "title": report.work_item.title,
        "planned": report.work_item.quantity,
        "before": total - (report.quantity or 0),
        "quantity": report.quantity,
        "completion": report.completion,
        "done": report.done,
        "problems": report.problems,
        "next_steps": report.next_steps,
        "counts": report.counts_as_evidence,
    }


def run_reports(*, actor: Actor, progress: Progress, period_id: int, submit: bool = False) -> JobResult:
    """The import as a job."""
    period = fetch(actor, ReportingPeriod, "governance.fill_period", pk=period_id)
    found = read_workbook(progress.source(), report_columns(), progress=progress.report)
    with progress.held():
        changed, handed_in = store_rows(found, lambda rows: import_reports(actor=actor, period=period, rows=rows, submit=submit))
    message = _("更新 %d 份报告。") % changed
    return JobResult(
        message + _("已提交 %d 份。") % handed_in if submit else message + _("尚未提交，请在待办中核对后提交。"), url="/governance/inbox/"
    )


@service
def import_reports(*, actor: Actor, period: ReportingPeriod, rows: Sequence[Row], submit: bool = False) -> tuple[int, int]:
    """Save the rows that say something new, and hand them in if that is wanted; returns how many of each.

    Raises InvalidWorkbook with everything that is wrong, and stores nothing: a report of another unit or period, one that stands twice, one
    that was changed online since the download, one that no longer waits to be filled, impossible or missing content.
    """
    require(actor, "governance.save_report")
    known = {report.pk: report for report in _locked(actor, period, rows)}
    errors: list[RowError] = []
    seen: dict[int, int] = {}
    changed = handed_in = 0
    for row in rows:
        try:
            report = _report_of(known, seen, row)
            saved = _save(actor, report, row)
            changed += saved.version != report.version
            if submit:
                submit_report(actor=actor, report=saved, version=saved.version)
                handed_in += 1
        except KepuError as error:
            errors.extend(_errors(row, error))
    if errors:
        raise InvalidWorkbook(errors)
    audit(actor, "governance.import_reports", period, period.label, changed=changed, submitted=handed_in)
    return changed, handed_in


def _locked(actor: Actor, period: ReportingPeriod, rows: Sequence[Row]) -> list[ProgressReport]:
    wanted = ProgressReport.objects.select_for_update(of=("self",)).filter(period=period, unit=actor.unit, pk__in={row["pk"] for row in rows})
    return list(wanted.select_related("reporter", "work_item", "period").order_by("pk"))


def _report_of(known: dict[int, ProgressReport], seen: dict[int, int], row: Row) -> ProgressReport:
    report = known.get(row["pk"])
    if report is None:
        raise KepuError(fields={"pk": _("本单位这一期没有编号为 %d 的报告") % row["pk"]})
    if seen.setdefault(report.pk, row.number) != row.number:
        raise KepuError(fields={"pk": _("与第 %d 行重复") % seen[report.pk]})
    return report


def _save(actor: Actor, report: ProgressReport, row: Row) -> ProgressReport:
    """Saved under the version of the download; what equals the stored report is passed over, so that a file may be uploaded twice."""
    return save_report(
        actor=actor,
        report=report,
        version=row["version"],
        quantity=row["quantity"],
        completion=row["completion"],
        done=row["done"] or "",
        problems=row["problems"] or "",
        next_steps=row["next_steps"] or "",
        counts_as_evidence=row["counts"] == "yes",
    )


def _errors(row: Row, error: KepuError) -> list[RowError]:
    headings = {column.key: column.heading for column in report_columns()} | {"counts_as_evidence": _("记入台账")}
    if not error.fields:
        return [row.error(headings["version"], _("下载以后这份报告有了变化：%s请重新下载这一行再填。") % error.message)]
    return [row.error(headings.get(name, ""), message) for name, message in error.fields.items()]
