"""The ledger: list, record, export."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.evidence import queries
from kepu.evidence.kinds import kinds
from kepu.evidence.models import Audience, EvidenceRecord
from kepu.evidence.queries.browse import SEARCHED, Filter, search_ends, stretch
from kepu.evidence.services.workbooks import NODE_KINDS, run_export
from kepu.evidence.sources import source_of
from kepu.organizations import queries as registry
from kepu.organizations.access import allowed, page
from kepu.organizations.models import Unit
from kepu.organizations.services import start_job
from kepu.organizations.services.attachments import attachments_of
from kepu.plans.models import PlanNode, WorkItem
from kepu.plans.queries import plan_in_force


@require_GET
@page("evidence.view_evidence")
def record_list(request: HttpRequest) -> HttpResponse:
    """The ledger with its filters, a stretch at a time."""
    actor = request.actor  # type: ignore[attr-defined]
    picked = Filter.of(request.GET)
    shown = stretch(actor, picked, request.GET.get("after", "")[:40])
    plan = plan_in_force(actor)
    sees_all = allowed(actor, "evidence.view_all_units")
    names = _kind_names()
    context = {
        "picked": picked,
        "query": picked.query(),
        "rows": [(record, names.get(record.kind, (record.kind, ""))) for record in shown.records],
        "after": shown.after,
        "further": bool(request.GET.get("after")),
        "kinds": kinds(),
        "units": Unit.objects.filter(district=actor.district) if sees_all else [],
        "areas": registry.areas(actor).order_by("code"),
        "audiences": Audience.choices,
        "nodes": PlanNode.objects.filter(plan=plan, kind__in=NODE_KINDS).exclude(title="").order_by("position"),
        "work_item": WorkItem.objects.filter(plan__district=actor.district, pk=picked.work_item).first() if picked.work_item else None,
        "searched": SEARCHED,
        "search_ends": search_ends(actor, picked),
        "may_record": allowed(actor, "evidence.record_by_hand"),
        "sees_all": sees_all,
    }
    return render(request, "evidence/list.html", context)


def _kind_names() -> dict[str, tuple[str, str]]:
    return {one.code: (str(one.name), str(one.unit_label)) for one in kinds()}


@require_GET
@page("evidence.view_evidence")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: what, when, who, its source and files, and everything that was done to it since."""
    actor = request.actor  # type: ignore[attr-defined]
    found, line = queries.detail(actor, pk)
    name, unit_label = _kind_names().get(found.kind, (found.kind, ""))
    newest = line[-1]
    is_newest = newest.pk == found.pk
    context = {
        "record": found,
        "kind_name": name,
        "unit_label": unit_label,
        "source": source_of(found.source_type, found.source_id),
        "files": [file for one in line for file in attachments_of(one)],
        "happenings": [_happening(one, found, unit_label) for one in reversed(line)],
        "newest": newest,
        "is_newest": is_newest,
        "may_correct": is_newest and found.entry != EvidenceRecord.Entry.VOID and allowed(actor, "evidence.correct_evidence", found),
    }
    return render(request, "evidence/record.html", context)


def _happening(one: EvidenceRecord, shown: EvidenceRecord, unit_label: str) -> dict[str, Any]:
    tones = {"original": "green", "correction": "amber", "void": "red"}
    said = (
        ""
        if one.entry == EvidenceRecord.Entry.VOID
        else _("%(quantity)s %(unit)s") % {"quantity": f"{one.quantity.normalize():f}", "unit": unit_label}
    )
    return {
        "when": one.recorded_at,
        "title": _("第 %(number)d 号 · %(entry)s") % {"number": one.sequence, "entry": one.get_entry_display()},
        "actor": one.recorded_by.get_full_name() if one.recorded_by else _("系统"),
        "text": "\n".join(part for part in (said, _("理由：%s") % one.reason if one.reason else "") if part),
        "status": tones[one.entry],
        "url": "" if one.pk == shown.pk else reverse("evidence:record", args=[one.pk]),
    }


@require_POST
@page("evidence.view_evidence")
def export(request: HttpRequest) -> HttpResponse:
    """The records of the filter as a workbook, made in the background."""
    picked = Filter.of(request.GET)
    job = start_job(
        actor=request.actor,  # type: ignore[attr-defined]
        kind="evidence.export",
        run=run_export,
        title=_("导出佐证台账"),
        back_url=f"{reverse('evidence:list')}?{picked.query()}",
        picked=picked.query(),
    )
    return redirect("organizations:job", pk=job.pk)
