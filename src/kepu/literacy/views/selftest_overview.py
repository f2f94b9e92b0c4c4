"""How the self-test is used, for those who run it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.literacy.forms.selftest import SettingsForm
from kepu.literacy.queries.open_bank import LEAST_ITEMS, settings_of
from kepu.literacy.queries.selftest import exposures, level_counts, months
from kepu.literacy.services.selftest import set_self_test
from kepu.literacy.services.selftest_calibration import ENOUGH, calibrate_self_test
from kepu.organizations.access import allowed, page, require
from kepu.organizations.views.writes import acting, submit, try_service
from kepu.ui import charts

PAGE_SIZE = 30


@page("literacy.view_self_test")
def overview(request: HttpRequest) -> HttpResponse:
    """Courses by month, levels of those who took part, how often each item was shown; and what the district sets."""
    actor, today = acting(request), timezone.localdate()
    form = SettingsForm(request.POST or None, settings=settings_of(actor.district))
    if request.method == "POST":
        require(actor, "literacy.change_self_test")
        if submit(request, form, _("已保存。"), set_self_test, actor=actor) is not None:
            return redirect("literacy:selftest_overview")
    rows, levels, items = months(actor.district, today), level_counts(actor.district, today.year), exposures(actor.district)
    points = [charts.Point(row.label, row.finished) for row in rows]
    context = {
        "months": rows, "levels": levels, "year": today.year, "form": form, "needed": LEAST_ITEMS, "enough": ENOUGH,
        "page_obj": Paginator(items, PAGE_SIZE).get_page(request.GET.get("page")), "item_count": len(items),
        "started": sum(row.started for row in rows), "finished": sum(row.finished for row in rows),
        "trend": charts.line(_("每月完成的自测"), points, unit=_("人次")) if len(points) > 1 else None,
        "spread": charts.bars(_("自测者所处水平"), levels, unit=_("人次"), sort=False) if any(count for _label, count in levels) else None,
        "may_change": allowed(actor, "literacy.change_self_test"),
    }  # fmt: skip
    return render(request, "literacy/selftest/overview.html", context, status=422 if form.errors else 200)


@require_POST
@page("literacy.run_self_test")
def calibrate(request: HttpRequest) -> HttpResponse:
    """Calibrate the open items from what was answered."""
    try_service(request, _("题目参数已按自测作答校准。"), calibrate_self_test, actor=acting(request))
    return redirect("literacy:selftest_overview")
