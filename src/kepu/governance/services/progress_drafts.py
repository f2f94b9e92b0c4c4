"""Typed text that is not saved yet."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kepu.governance.models import OWED, ProgressReport, ReportDraft
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.services.base import service

from .progress_content import TEXT_LIMIT

DRAFT_FIELDS = ("quantity", "completion", "done", "problems", "next_steps", "counts_as_evidence")


@service
def keep_draft(*, actor: Actor, report: ProgressReport, version: int, content: Mapping[str, str]) -> ReportDraft:
    """Keep what the person has typed, as typed; the report itself stays as it is.

    Raises Conflict when the report is no longer open to him in this version.
    """
    report = access.fetch(actor, ProgressReport, "governance.save_report", pk=report.pk)
    if actor.user is None or report.state not in OWED or report.version != version:
        raise Conflict()
    kept = {name: str(content[name])[:TEXT_LIMIT] for name in DRAFT_FIELDS if name in content}
    values = {"version": version, "content": kept, "kept_at": timezone.now()}
    draft, _created = ReportDraft.objects.update_or_create(report=report, user=actor.user, defaults=values)
    return draft
