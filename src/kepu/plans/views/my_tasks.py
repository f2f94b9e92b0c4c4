"""What a unit has to do."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.organizations.access import page
from kepu.plans import queries
from kepu.plans.models import WorkItem
from kepu.plans.services.work_terms import differences, terms

PAGE_SIZE = 30
SIDES = ("own", "lead", "partner")


@require_GET
@page("plans.answer_work_item")
def my_tasks(request: HttpRequest) -> HttpResponse:
    """Tasks of the actor's unit in a year: its own, those that it leads, those that it helps with."""
    unit = request.actor.unit  # type: ignore[attr-defined]
    given, side = request.GET.get("year", ""), request.GET.get("side", "own")
    year = int(given) if given.isdecimal() and len(given) == 4 else timezone.localdate().year
    side = side if side in SIDES else "own"
    labels = {"own": _("本单位承担"), "lead": _("本单位牵头"), "partner": _("本单位配合")}
    tabs = [
        {"label": labels[name], "url": f"?year={year}&side={name}", "current": name == side, "count": queries.tasks_of(unit, name, year).count()}
        for name in SIDES
    ]
    page_obj = Paginator(queries.tasks_of(unit, side, year).prefetch_related("partners"), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(item, side == "own" and _changed(item)) for item in page_obj]
    context = {"unit": unit, "year": year, "years": queries.years_with_work(unit, year), "tabs": tabs, "side": side}
    return render(request, "plans/my_tasks.html", {**context, "page_obj": page_obj, "rows": rows, "waiting": queries.to_answer(unit).count()})


def _changed(item: WorkItem) -> bool:
    return item.status == WorkItem.Status.ACCEPTED and bool(item.known) and bool(differences(item.known or {}, terms(item)))
