"""Records of the ledger that a unit puts beside its report, as a part of its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.evidence.kinds import kind
from kepu.evidence.models import EvidenceRecord
from kepu.governance import services
from kepu.governance.models import OWED, ProgressReport, ReportEvidence
from kepu.governance.queries.report_evidence import linkable, linked
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, KepuError, NotFound

OFFERED = 100


def links_context(actor: Actor, report: ProgressReport) -> dict[str, Any]:
    """What is linked, with whether the reader may open each record, and what else the unit may choose from."""
    links = [(link, kind(link.record.kind), allowed(actor, "evidence.view_evidence", link.record)) for link in linked(report)]
    if report.state not in OWED or not allowed(actor, "governance.save_report", report):
        return {"links": links}
    offered = list(linkable(report)[: OFFERED + 1])
    return {"links": links, "offered": [(record, kind(record.kind)) for record in offered[:OFFERED]], "offered_more": len(offered) > OFFERED}


@require_POST
@page("governance.save_report")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Link the chosen record, or take off the link that is named."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    report = fetch(actor, ProgressReport.objects.select_related("period"), "governance.save_report", pk=pk)
    error = ""
    try:
        if request.POST.get("remove", "").isdecimal():
            link = ReportEvidence.objects.filter(report=report, pk=int(request.POST["remove"])).first()
            if link is None:
                raise NotFound()
            services.unlink_evidence(actor=actor, report=report, link=link)
        else:
            services.link_evidence(actor=actor, report=report, record=_chosen(request, actor))
    except NotFound:
        raise
    except KepuError as refused:
        error = refused.message
    if not request.htmx and not error:  # type: ignore[attr-defined]
        return redirect("governance:edit", pk=pk)
    context = {"report": report, "link_error": error, "may_edit": True, **links_context(actor, report)}
    return render(request, "governance/_linked.html", context, status=422 if error else 200)


def _chosen(request: HttpRequest, actor: Actor) -> EvidenceRecord:
    """The record of the list, or the one whose number in the ledger was typed."""
    number, typed = request.POST.get("record", ""), request.POST.get("sequence", "").strip()
    wanted = {"sequence": typed} if typed else {"pk": number}
    (value,) = wanted.values()
    if not value.isdecimal() or len(value) > 18:
        raise InvalidInput(_("请选择一条记录，或填写它在台账中的序号。"))
    found = EvidenceRecord.objects.filter(district=actor.district, **wanted).first()
    if found is None:
        raise InvalidInput(_("台账中没有第 %s 号记录。") % value)
    return found
