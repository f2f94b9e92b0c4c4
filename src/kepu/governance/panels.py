"""What governance shows on the pages of the plan."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from kepu.organizations.access import allowed
from kepu.plans import panels
from kepu.plans.models import Plan, WorkItem

from .queries.evaluations import evaluation_of
from .queries.progress import visible_reports


def succession(request: HttpRequest, plan: Plan) -> str:
    """How the evaluation stands, where a plan is concluded."""
    if not allowed(getattr(request, "actor", None), "governance.view_evaluation"):
        return ""
    return render_to_string("governance/_succession.html", {"plan": plan, "evaluation": evaluation_of(plan)}, request)


def work_item(request: HttpRequest, item: WorkItem) -> str:
    """The reports on a task that the reader may see, newest period first."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return ""
    reports = list(visible_reports(actor).filter(work_item=item).select_related("period").order_by("-period__ends_on"))
    return render_to_string("governance/_reports_of.html", {"reports": reports}, request) if reports else ""


panels.register("work_item", work_item)
panels.register("succession", succession)
