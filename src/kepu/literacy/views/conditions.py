"""What schools have for the teaching of science."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.literacy.documents.conditions import conditions_workbook
from kepu.literacy.forms.schools import ConditionsForm, this_school_year
from kepu.literacy.models import SchoolConditions
from kepu.literacy.queries.schools import conditions_of, school_years
from kepu.literacy.services.schools_conditions import save_conditions
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import NotFound
from kepu.organizations.models import Role, Unit
from kepu.organizations.views.answers import workbook_answer
from kepu.organizations.views.writes import acting, submit

from .shared import number


def _year(request: HttpRequest) -> int:
    asked = number(request.GET.get("year"))
    return asked if 2000 <= asked <= 2100 else this_school_year()


@require_GET
@page("literacy.view_conditions")
def conditions(request: HttpRequest) -> HttpResponse:
    """The schools of a school year side by side, by name."""
    actor, year = acting(request), _year(request)
    context = {
        "summary": conditions_of(actor, year), "year": year, "years": sorted({year, this_school_year(), *school_years(actor.district)}, reverse=True),
        "own": actor.unit if actor.role == Role.TEACHER else None, "may_change_all": allowed(actor, "literacy.change_assessments"),
        "schools": Unit.objects.filter(district=actor.district, type=Unit.Type.SCHOOL, is_active=True).order_by("name"),
    }  # fmt: skip
    return render(request, "literacy/schools/conditions.html", context)


@page("literacy.change_conditions")
def edit(request: HttpRequest, unit: int) -> HttpResponse:
    """A school's form."""
    actor, year = acting(request), _year(request)
    school = fetch(actor, Unit, "literacy.change_conditions", pk=unit)
    if school.type != Unit.Type.SCHOOL:
        raise NotFound()
    own = SchoolConditions.objects.filter(unit=school, school_year=year).first()
    form = ConditionsForm(request.POST or None, conditions=own)
    if submit(request, form, _("已保存。"), save_conditions, actor=actor, unit=school) is not None:
        return redirect("literacy:conditions")
    return render(request, "literacy/schools/conditions_form.html", {"form": form, "school": school}, status=422 if form.errors else 200)


@require_GET
@page("literacy.view_conditions")
def file(request: HttpRequest) -> HttpResponse:
    """The table as a workbook."""
    actor, year = acting(request), _year(request)
    summary = conditions_of(actor, year)
    if summary is None:
        raise NotFound(_("这个学年还没有学校填报。"))
    return workbook_answer(conditions_workbook(summary), _("学校科学教育条件-%d学年.xlsx") % year)
