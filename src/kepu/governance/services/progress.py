"""Filling a report and moving it along its way."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.governance.models import OWED, ProgressReport
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, PermissionDenied
from kepu.organizations.services.base import service

from .progress_content import check_complete, check_values
from .progress_moves import check_not_moved, move

TEXTS = ("done", "problems", "next_steps")


@service
def save_report(
    *,
    actor: Actor,
    report: ProgressReport,
    version: int,
    quantity: Decimal | int | None = None,
    completion: int | None = None,
    done: str = "",
    problems: str = "",
    next_steps: str = "",
    counts_as_evidence: bool = False,
) -> ProgressReport:
    """Keep what the unit has written so far; nothing is required yet.

    Sending the same content again (a phone that lost its answer) changes nothing.
    Raises Conflict when somebody else saved meanwhile or the report is under review, InvalidInput by field.
    """
    report = _locked(actor, report, "governance.save_report")
    values: dict[str, Any] = {
        "quantity": None if quantity is None else Decimal(quantity),
        "completion": completion,
        "counts_as_evidence": counts_as_evidence,
    }
    values |= {name: text.replace("\0", "").strip() for name, text in zip(TEXTS, (done, problems, next_steps), strict=True)}
    check_values(values)
    if all(getattr(report, name) == value for name, value in values.items()):
        return report
    check_not_moved(report, version)
    if report.state not in OWED:
        raise Conflict(_("报告“%s”，不能再改。需要修改时请先撤回。") % report.get_state_display())
    for name, value in values.items():
        setattr(report, name, value)
    report.reporter = actor.user or report.reporter
    report.version += 1
    report.save()
    report.drafts.filter(user=actor.user).delete()
    return report


@service
def submit_report(*, actor: Actor, report: ProgressReport, version: int) -> ProgressReport:
    """Hand the report in; it goes to the unit's head, or further where the head hands it in himself.

    Raises InvalidInput naming every field that is missing.
    """
    report = _locked(actor, report, "governance.submit_report")
    if report.state in OWED:
        check_complete(report)
    return move(actor, report, "submit", version)


@service
def approve_report(*, actor: Actor, report: ProgressReport, version: int) -> ProgressReport:
    """The unit's head, the lead unit or the office agrees; the office's agreement accepts the report."""
    return move(actor, _locked(actor, report, "governance.approve_report"), "approve", version)


@service
def return_report(*, actor: Actor, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """Give the report back to who filled it, with a reason."""
    return move(actor, _locked(actor, report, "governance.return_report"), "return", version, reason)


@service
def withdraw_report(*, actor: Actor, report: ProgressReport, version: int) -> ProgressReport:
    """The unit takes its report back while nobody has decided."""
    return move(actor, _locked(actor, report, "governance.withdraw_report"), "withdraw", version)


@service
def advance_report(*, actor: Actor, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """The office takes a report that waits in vain for a reviewer to itself, with a reason."""
    return move(actor, _locked(actor, report, "governance.advance_report"), "advance", version, reason)


@service
def accept_reports(*, actor: Actor, chosen: Iterable[tuple[int, int]]) -> tuple[int, list[str]]:
    """Accept many reports, given as (id, version) as they were shown; returns how many were accepted and, for each that moved meanwhile,
    what happened to it."""
    accepted, refused = 0, []
    for pk, version in chosen:
        report = access.fetch(actor, ProgressReport, "governance.approve_report", lock=True, pk=pk)
        try:
            move(actor, report, "approve", version)
        except (Conflict, PermissionDenied) as error:
            refused.append(f"{report.work_item.title}：{error.message}")
        else:
            accepted += 1
    return accepted, refused


def _locked(actor: Actor, report: ProgressReport, perm: str) -> ProgressReport:
    queryset = ProgressReport.objects.select_related("period__plan", "work_item", "unit", "lead_unit", "reporter")
    return access.fetch(actor, queryset, perm, lock=True, pk=report.pk)
