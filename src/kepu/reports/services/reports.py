"""Making reports: facts in, files out."""

from __future__ import annotations

import datetime

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.engines.official_document import write
from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Job
from kepu.organizations.services import attach
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress, start_job
from kepu.plans.models import Plan
from kepu.reports.documents.annual import annual_report
from kepu.reports.documents.evaluation import evaluation_report
from kepu.reports.documents.workbook import annex_workbook
from kepu.reports.facts import Facts
from kepu.reports.models import Report
from kepu.reports.queries.facts import annual_facts, evaluation_facts
from kepu.reports.wording import annual, evaluation

STEPS = 4


def check_scope(plan: Plan, kind: str, year: int, today: datetime.date) -> None:
    """Raise InvalidInput where there is nothing yet that such a report could tell."""
    if kind not in Report.Kind.values:
        raise InvalidInput(fields={"kind": _("请选择报告种类")})
    if plan.status == Plan.Status.REVIEW:
        raise InvalidInput(fields={"plan": _("规划还在核对，发布后才能生成报告")})
    if kind == Report.Kind.ANNUAL and not plan.year_from <= year <= plan.year_to:
        values = {"a": plan.year_from, "b": plan.year_to}
        raise InvalidInput(fields={"year": _("年度应在规划期 %(a)d—%(b)d 年内") % values})
    if (year if kind == Report.Kind.ANNUAL else plan.year_from) > today.year:
        raise InvalidInput(fields={"year": _("这一年还没有开始，没有可写的内容")})


@service
def start_report(*, actor: Actor, plan: Plan, kind: str, year: int) -> Job:
    """Ask for a report in the background; its page shows how far it is.

    Raises InvalidInput for a plan under review, a year outside the plan or in the future.
    """
    plan = fetch(actor, Plan, "reports.make_report", pk=plan.pk)
    check_scope(plan, kind, year, timezone.localdate())
    title = f"{plan.title} {year if kind == Report.Kind.ANNUAL else ''} {Report.Kind(kind).label}"
    back = reverse("reports:reports")
    return start_job(actor=actor, kind="report", run=build_report, title=title, back_url=back, plan_id=plan.pk, report_kind=kind, year=year)


def build_report(*, actor: Actor, progress: Progress, plan_id: int, report_kind: str, year: int) -> JobResult:
    """The work of the job: read the facts, write Word and Excel, store both."""
    plan = fetch(actor, Plan, "reports.make_report", pk=plan_id)
    progress.report(0, STEPS, _("正在汇总数据"))
    facts = facts_of(actor, plan, report_kind, year, timezone.localtime())
    progress.report(1, STEPS, _("正在撰写正文和绘制图表"))
    document = document_of(facts, report_kind)
    progress.report(2, STEPS, _("正在整理附表"))
    workbook = annex_workbook(facts)
    progress.report(3, STEPS, _("正在保存"))
    with progress.held():
        report = store_report(actor=actor, plan=plan, kind=report_kind, year=year, facts=facts, document=document, workbook=workbook)
    return JobResult(_("已生成《%s》") % report.title, url=reverse("reports:report", args=[report.pk]))


def facts_of(actor: Actor, plan: Plan, kind: str, year: int, now: datetime.datetime) -> Facts:
    """The facts of a kind of report."""
    return annual_facts(actor, plan, year, now) if kind == Report.Kind.ANNUAL else evaluation_facts(actor, plan, now)


def title_of(facts: Facts, kind: str) -> str:
    """The title of a kind of report."""
    return (annual if kind == Report.Kind.ANNUAL else evaluation).title(facts)


def document_of(facts: Facts, kind: str) -> bytes:
    """The Word file."""
    return write(annual_report(facts) if kind == Report.Kind.ANNUAL else evaluation_report(facts))


@service
def store_report(*, actor: Actor, plan: Plan, kind: str, year: int, facts: Facts, document: bytes, workbook: bytes) -> Report:
    """Keep a made report with its two files."""
    require(actor, "reports.make_report", plan)
    title = title_of(facts, kind)
    report = Report.objects.create(
        district=actor.district,
        plan=plan,
        kind=kind,
        year=year if kind == Report.Kind.ANNUAL else plan.year_to,
        title=title,
        until=facts.until,
        ledger_sequence=facts.provenance.sequence,
        ledger_hash=facts.provenance.head_hash,
        made_by=actor.user,
        made_at=facts.provenance.made_at,
    )
    report.document = attach(actor=actor, file=ContentFile(document, name=f"{title}.docx"), owner=report)
    report.workbook = attach(actor=actor, file=ContentFile(workbook, name=f"{title}附表.xlsx"), owner=report)
    report.save(update_fields=["document", "workbook"])
    audit(actor, "reports.store_report", report, title, sequence=report.ledger_sequence, hash=report.ledger_hash)
    return report
