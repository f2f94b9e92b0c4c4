"""What governance shows on the pages of the plan."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from kepu.organizations.access import allowed
from kepu.plans import panels
from kepu.plans.models import Plan

from .queries.evaluations import evaluation_of


def succession(request: HttpRequest, plan: Plan) -> str:
    """How the evaluation stands, where a plan is concluded."""
    if not allowed(getattr(request, "actor", None), "governance.view_evaluation"):
        return ""
    return render_to_string("governance/_succession.html", {"plan": plan, "evaluation": evaluation_of(plan)}, request)


panels.register("succession", succession)
