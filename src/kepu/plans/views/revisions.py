"""What a newer text would change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import Conflict, KepuError
from kepu.plans.models import Plan, PlanNode, PlanRevision, Responsibility
from kepu.plans.services import apply_revision, compare_again, discard_revision


@page("plans.import_plan")
def revision(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference, and the decision."""
    actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, PlanRevision.objects.select_related("plan"), "plans.import_plan", district_path="plan__district", pk=pk)
    if request.method == "POST":
        return _decide(request, found)
    difference = found.difference
    context = {
        "revision": found,
        "plan": found.plan,
        "head": [(Plan._meta.get_field(change["field"]).verbose_name, change["old"], change["new"]) for change in difference["head"]],  # type: ignore[union-attr]
        "nodes": [{**change, "fields": _fields(change)} for change in difference["nodes"]],
        "units": [{**change, "part": Responsibility.Part(change["part"]).label} for change in difference["units"]],
        "targets": difference["targets"],
        "doubts": difference["doubts"],
        "is_pending": found.status == PlanRevision.Status.PENDING,
    }
    return render(request, "plans/revision.html", context)


def _fields(change: dict[str, dict[str, list[str]]]) -> list[tuple[str, str, str]]:
    return [(str(getattr(PlanNode._meta.get_field(name), "verbose_name", name)), old, new) for name, (old, new) in change.get("fields", {}).items()]


def _decide(request: HttpRequest, found: PlanRevision) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        if request.POST.get("decision") == "apply":
            apply_revision(actor=actor, revision=found)
            messages.success(request, _("已采用新的文本。"))
            return redirect("plans:review", pk=found.plan_id)
        if request.POST.get("decision") == "discard":
            discard_revision(actor=actor, revision=found)
            messages.info(request, _("已放弃这次修订，规划没有改动。"))
            return redirect("plans:outline", pk=found.plan_id)
    except Conflict as error:
        messages.error(request, error.message)
        found.refresh_from_db()
        if found.status == PlanRevision.Status.PENDING:
            compare_again(actor=actor, revision=found)
    except KepuError as error:
        messages.error(request, error.message)
    return redirect("plans:revision", pk=found.pk)
