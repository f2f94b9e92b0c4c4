"""Staff of science popularization and their statistics."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.views.answers import workbook_answer
from kepu.organizations.views.imports import Import, import_page
from kepu.organizations.views.writes import acting, number, submit
from kepu.volunteers import queries, services
from kepu.volunteers.forms.sessions import StaffForm
from kepu.volunteers.models import Staff
from kepu.volunteers.workbooks.staff import run_staff, staff_columns, write_figures, write_staff

from .common import PAGE_SIZE


@require_GET
@page("volunteers.view_staff")
def staff(request: HttpRequest) -> HttpResponse:
    """Who popularizes science, full-time, part-time, or as one of the three heads."""
    actor, kind = acting(request), request.GET.get("kind", "")
    found = queries.visible_staff(actor)
    if kind == "heads":
        found = found.exclude(head="")
    elif kind in Staff.Employment.values:
        found = found.filter(employment=kind)
    kinds = [("", _("全部")), *Staff.Employment.choices, ("heads", _("三长"))]
    context = {
        "page_obj": Paginator(found.order_by("unit", "pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "tabs": [{"label": label, "url": f"?kind={value}", "current": kind == value} for value, label in kinds],
        "figures": queries.staff_figures(actor.district, _year(request), queries.visible_staff(actor)),
        "year": _year(request),
        "may_change": allowed(actor, "volunteers.change_staff"),
    }
    return render(request, "volunteers/staff.html", context)


def _year(request: HttpRequest) -> int:
    this_year = timezone.localdate().year
    asked = number(request.GET.get("year"))
    return asked if 2000 <= asked <= this_year else this_year


@page("volunteers.change_staff")
def staff_new(request: HttpRequest) -> HttpResponse:
    """Enter somebody."""
    actor = acting(request)
    form = StaffForm(request.POST or None, actor=actor)
    if submit(request, form, _("已登记。"), services.add_staff, actor=actor) is not None:
        return redirect("volunteers:staff")
    return render(request, "volunteers/staff_form.html", {"form": form}, status=422 if form.errors else 200)


@page("volunteers.change_staff")
def staff_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    actor = acting(request)
    found = fetch(actor, Staff.objects.select_related("unit"), "volunteers.change_staff", pk=pk)
    form = StaffForm(request.POST or None, actor=actor, staff=found)
    values = {"actor": actor, "staff": found, "version": number(request.POST.get("version"))}
    if submit(request, form, _("已保存。"), services.update_staff, **values) is not None:
        return redirect("volunteers:staff")
    return render(request, "volunteers/staff_form.html", {"form": form, "staff": found}, status=422 if form.errors else 200)


@page("volunteers.change_staff")
def staff_import(request: HttpRequest) -> HttpResponse:
    """Staff from a workbook."""
    what = Import(
        kind="volunteers.staff",
        title=gettext_lazy("导入科普人员"),
        columns=staff_columns(acting(request)),
        run=run_staff,
        filename=_("科普人员模板"),
        parent=(gettext_lazy("科普人员"), reverse("volunteers:staff")),
        export_url=reverse("volunteers:staff_export"),
    )
    return import_page(request, what)


@require_GET
@page("volunteers.view_staff")
def staff_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook."""
    return workbook_answer(write_staff(acting(request)), _("科普人员-%s.xlsx") % timezone.localdate())


@require_GET
@page("volunteers.view_staff")
def staff_figures(request: HttpRequest) -> HttpResponse:
    """The staff part of the national form as a workbook."""
    actor, year = acting(request), _year(request)
    figures = queries.staff_figures(actor.district, year, queries.visible_staff(actor))
    return workbook_answer(write_figures(figures), _("科普人员统计-%d年.xlsx") % year)
