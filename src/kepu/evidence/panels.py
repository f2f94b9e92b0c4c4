"""What the ledger shows on the pages of the plan."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string

from kepu.organizations.access import allowed
from kepu.plans import panels
from kepu.plans.models import Indicator, Plan, WorkItem

from .kinds import kind
from .queries import evidence_of, indicator_status, indicator_statuses

LATEST = 5


def plan(request: HttpRequest, plan: Plan) -> str:
    """The lights of the plan's indicators, above its structure; a plan under review has no figures yet."""
    if plan.status == Plan.Status.REVIEW or not allowed(getattr(request, "actor", None), "evidence.view_indicators"):
        return ""
    statuses = indicator_statuses(plan)
    return render_to_string("evidence/_plan.html", {"plan": plan, "statuses": statuses}, request) if statuses else ""


def indicator(request: HttpRequest, indicator: Indicator) -> str:
    """How the indicator stands, beside its definition."""
    if not allowed(getattr(request, "actor", None), "evidence.view_indicators"):
        return ""
    return render_to_string("evidence/_plan.html", {"plan": indicator.plan, "statuses": [indicator_status(indicator)]}, request)


def work_item(request: HttpRequest, item: WorkItem) -> str:
    """What the ledger holds for a task: sums by kind and the latest records that the reader may see."""
    actor = getattr(request, "actor", None)
    if actor is None or not allowed(actor, "evidence.view_evidence"):
        return ""
    records = evidence_of(actor, item)
    sums = [
        (kind(row["kind"]), row["records"], row["quantity"])
        for row in records.order_by().values("kind").annotate(records=Count("pk"), quantity=Sum("quantity")).order_by("kind")
    ]
    context = {"item": item, "sums": sums, "latest": records[:LATEST], "may_record": allowed(actor, "evidence.record_by_hand")}
    return render_to_string("evidence/_work_item.html", context, request)


panels.register("plan", plan)
panels.register("indicator", indicator)
panels.register("work_item", work_item)
