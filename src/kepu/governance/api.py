"""Operations on progress reports."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.files_api import AttachmentOut
from kepu.organizations.models import Attachment
from kepu.organizations.rest import UNSET, Cursor, IfMatch, Page, Room, actor_of, cursor_page, listed, match_version, may
from kepu.organizations.services.attachments import attachments_of

from . import services
from .models import ProgressReport, ReportEvidence
from .queries.progress import visible_reports
from .queries.report_evidence import linked

room = Room(tags=["progress reports"])
State = Annotated[ProgressReport.State, listed(ProgressReport.State)]
Key = Annotated[int, Field(ge=1, lt=2**63)]
LONG = 5000


class ReportOut(Schema):
    """What a unit says about one task in one period."""

    id: int
    work_item_id: int
    title: str
    period_id: int
    period: str
    unit_id: int
    lead_unit_id: int | None
    state: State
    quantity: Decimal | None
    completion: int | None
    done: str
    problems: str
    next_steps: str
    counts_as_evidence: bool
    submitted_at: datetime | None
    accepted_at: datetime | None
    version: int

    @staticmethod
    def resolve_title(report: ProgressReport) -> str:
        return report.work_item.title

    @staticmethod
    def resolve_period(report: ProgressReport) -> str:
        return str(report.period.label)


class ReportIn(Schema):
    """What the unit has written; what is left out stays."""

    quantity: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)] | None = None
    completion: Annotated[int, Field(ge=0, le=100)] | None = None
    done: str = Field(UNSET, max_length=LONG)
    problems: str = Field(UNSET, max_length=LONG)
    next_steps: str = Field(UNSET, max_length=LONG)
    counts_as_evidence: bool = Field(UNSET)


class LinkedOut(Schema):
    """A record of the ledger that the unit put beside its report by hand."""

    record_id: int
    sequence: int
    kind: str
    happened_on: date
    quantity: Decimal
    note: str
    is_superseded: bool

    @staticmethod
    def resolve_sequence(link: ReportEvidence) -> int:
        return link.record.sequence

    @staticmethod
    def resolve_kind(link: ReportEvidence) -> str:
        return link.record.kind

    @staticmethod
    def resolve_happened_on(link: ReportEvidence) -> date:
        return link.record.happened_on

    @staticmethod
    def resolve_quantity(link: ReportEvidence) -> Decimal:
        return link.record.quantity

    @staticmethod
    def resolve_note(link: ReportEvidence) -> str:
        return link.record.note


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class ReportQuery(Cursor):
    """Which reports."""

    state: State | None = None
    period: Key | None = None
    work_item: Key | None = None
    unit: Key | None = None


def _report(request: HttpRequest, pk: int, perm: str) -> ProgressReport:
    rows = ProgressReport.objects.select_related("period", "work_item", "unit", "lead_unit")
    return fetch(actor_of(request), rows, perm, pk=pk)


@room.get("/progress-reports", auth=may("governance.view_report"), response=Page[ReportOut])
def list_reports(request: HttpRequest, query: Query[ReportQuery]) -> dict[str, Any]:
    """Reports that the caller may read: the district's, or those of the own unit and of what it leads."""
    wanted = {"state": query.state, "period": query.period, "work_item": query.work_item, "unit": query.unit}
    rows = visible_reports(actor_of(request)).filter(**{name: value for name, value in wanted.items() if value is not None})
    return cursor_page(rows, query)


@room.get("/progress-reports/{int:pk}", auth=may("governance.view_report"), response=ReportOut)
def read_report(request: HttpRequest, pk: int) -> ProgressReport:
    """A report."""
    return _report(request, pk, "governance.view_report")


@room.get("/progress-reports/{int:pk}/attachments", auth=may("governance.view_report"), response=list[AttachmentOut])
def list_attachments(request: HttpRequest, pk: int) -> list[Attachment]:
    """The files of a report; /attachments/{pk} gives the content of each."""
    return list(attachments_of(_report(request, pk, "governance.view_report")))


@room.get("/progress-reports/{int:pk}/evidence", auth=may("governance.view_report"), response=list[LinkedOut])
def list_linked_evidence(request: HttpRequest, pk: int) -> list[ReportEvidence]:
    """The records that the unit put beside the report by hand."""
    return linked(_report(request, pk, "governance.view_report"))


@room.patch("/progress-reports/{int:pk}", auth=may("governance.save_report"), response=ReportOut)
def save_report(request: HttpRequest, pk: int, data: ReportIn, if_match: IfMatch = None) -> ProgressReport:
    """Keep what the unit has written so far."""
    report = _report(request, pk, "governance.save_report")
    version = match_version(report, if_match)
    kept = {name: getattr(report, name) for name in ReportIn.model_fields}
    return services.save_report(actor=actor_of(request), report=report, version=version, **{**kept, **data.dict(exclude_unset=True)})


@room.post("/progress-reports/{int:pk}/submit", auth=may("governance.submit_report"), response=ReportOut)
def submit_report(request: HttpRequest, pk: int, if_match: IfMatch = None) -> ProgressReport:
    """Hand the report in."""
    report = _report(request, pk, "governance.submit_report")
    return services.submit_report(actor=actor_of(request), report=report, version=match_version(report, if_match))


@room.post("/progress-reports/{int:pk}/approve", auth=may("governance.approve_report"), response=ReportOut)
def approve_report(request: HttpRequest, pk: int, if_match: IfMatch = None) -> ProgressReport:
    """Agree, as the unit's head, the lead unit or the office."""
    report = _report(request, pk, "governance.approve_report")
    return services.approve_report(actor=actor_of(request), report=report, version=match_version(report, if_match))


@room.post("/progress-reports/{int:pk}/return", auth=may("governance.return_report"), response=ReportOut)
def return_report(request: HttpRequest, pk: int, data: ReasonIn, if_match: IfMatch = None) -> ProgressReport:
    """Give the report back with a reason."""
    report = _report(request, pk, "governance.return_report")
    return services.return_report(actor=actor_of(request), report=report, version=match_version(report, if_match), reason=data.reason)


@room.post("/progress-reports/{int:pk}/withdraw", auth=may("governance.withdraw_report"), response=ReportOut)
def withdraw_report(request: HttpRequest, pk: int, if_match: IfMatch = None) -> ProgressReport:
    """Take the own report back while nobody has decided."""
    report = _report(request, pk, "governance.withdraw_report")
    return services.withdraw_report(actor=actor_of(request), report=report, version=match_version(report, if_match))
