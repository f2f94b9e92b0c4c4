"""Following the chain."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.models import ChainHead, EvidenceRecord
from kepu.evidence.services.checking import run_verification
from kepu.organizations.access import page
from kepu.organizations.models import AuditEntry
from kepu.organizations.services import start_job
from kepu.organizations.services.jobs import run_job

SHORT = 20_000  # records, verified while the person waits
KEPT = 20


@page("evidence.verify_chain")
def verify(request: HttpRequest) -> HttpResponse:
    """Verify a year or everything; what was found before, by whom, stands below."""
    actor = request.actor  # type: ignore[attr-defined]
    head = ChainHead.objects.filter(district=actor.district).first()
    if request.method == "POST":
        given = request.POST.get("year", "")
        year = int(given) if given.isdecimal() and 2000 <= int(given[:6]) <= 9998 else None
        size = head.sequence if head else 0
        job = start_job(
            actor=actor, kind="evidence.verify", run=run_verification, title=_("核验台账") + (f" {year}" if year else ""),
            back_url=reverse("evidence:verify"), background=size > SHORT, year=year,
        )  # fmt: skip
        if size <= SHORT:
            run_job(job.pk)
        return redirect("organizations:job", pk=job.pk)
    first = EvidenceRecord.objects.filter(district=actor.district, sequence__gt=0).order_by("sequence").values_list("recorded_at", flat=True).first()
    this_year = timezone.localdate().year
    years = range(this_year, (timezone.localtime(first).year if first else this_year) - 1, -1)
    done = AuditEntry.objects.filter(district=actor.district, action="evidence.verify").select_related("user")[:KEPT]
    return render(request, "evidence/verify.html", {"head": head, "years": years, "done": done})
