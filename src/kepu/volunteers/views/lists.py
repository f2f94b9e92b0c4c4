"""Statistics, the list of topics, the rules of points, workbooks of volunteers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import allowed, page
from kepu.organizations.services import start_job
from kepu.organizations.views.imports import Import, import_page
from kepu.organizations.views.writes import acting, submit, try_service
from kepu.ui import charts
from kepu.volunteers import queries, services
from kepu.volunteers.forms.sessions import RulesForm, SkillFieldForm, SkillForm
from kepu.volunteers.honours import STARS
from kepu.volunteers.models import Skill, SkillField
from kepu.volunteers.services.honours import rules_of
from kepu.volunteers.workbooks.columns import volunteer_columns
from kepu.volunteers.workbooks.exporting import run_export
from kepu.volunteers.workbooks.importing import run_volunteers


@require_GET
@page("volunteers.view_statistics")
def statistics(request: HttpRequest) -> HttpResponse:
    """The district's voluntary service at a glance."""
    actor = acting(request)
    found = queries.figures(actor.district, timezone.localdate())
    context = {
        "figures": found,
        "hours": found.minutes // 60,
        "hours_this_year": found.minutes_this_year // 60,
        "stars": list(zip(range(1, len(STARS) + 1), STARS, found.stars, strict=True)),
        "months": charts.line(
            _("每月服务时长"), [charts.Point(f"{month:%Y-%m}", float(queries.in_hours(minutes))) for month, minutes in found.months], unit=_("小时")
        ),
        "fields": charts.bars(_("服务领域的志愿者"), list(found.fields), unit=_("人"), limit=10),
    }
    return render(request, "volunteers/statistics.html", context)


@page("volunteers.change_skills")
def skills(request: HttpRequest) -> HttpResponse:
    """The two-level list of topics, and how points are counted."""
    actor, which = acting(request), request.POST.get("form", "")
    if which == "usual":
        try_service(request, _("常用主题已载入。"), services.load_usual_skills, actor=actor)
        return redirect("volunteers:skills")
    rules = rules_of(actor.district.pk)
    initial = {name: getattr(rules, name) for name in RulesForm.base_fields}
    forms = {
        "field": SkillFieldForm(request.POST if which == "field" else None),
        "skill": SkillForm(request.POST if which == "skill" else None, actor=actor, initial=_picked(request)),
        "rules": RulesForm(request.POST if which == "rules" else None, initial=initial),
    }
    saves: dict[str, Callable[..., Any]] = {"field": services.save_skill_field, "skill": services.save_skill, "rules": services.set_service_rules}
    if which in saves and submit(request, forms[which], _("已保存。"), saves[which], actor=actor) is not None:
        return redirect("volunteers:skills")
    shown = SkillField.objects.filter(district=actor.district).prefetch_related("skills")
    wrong = which in forms and bool(forms[which].errors)
    return render(request, "volunteers/skills.html", {"shown": shown, "forms": forms, "which": which}, status=422 if wrong else 200)


def _picked(request: HttpRequest) -> dict[str, object]:
    """The topic that is to be changed."""
    skill = Skill.objects.filter(district=acting(request).district, code=request.GET.get("skill", "")).first()
    return {name: getattr(skill, name) for name in SkillForm.base_fields} if skill else {}


@page("volunteers.import_people")
def people_import(request: HttpRequest) -> HttpResponse:
    """Volunteers from a workbook, up to sixty thousand."""
    what = Import(
        kind="volunteers.people",
        title=gettext_lazy("导入志愿者"),
        columns=volunteer_columns(acting(request)),
        run=run_volunteers,
        filename=_("志愿者模板"),
        parent=(gettext_lazy("志愿者"), reverse("volunteers:people")),
        lead=gettext_lazy("按证件号码认人，没有证件号码的按姓名和手机号；已登记的更新，没有的新增。"),
        notes=(
            gettext_lazy("导入即表示已取得本人（未成年人的监护人）书面同意。"),
            gettext_lazy("参加几支服务队的，先导入一支，其余在队伍页面加入。"),
        ),
    )
    return import_page(request, what)


@require_POST
@page("volunteers.export_people")
def people_export(request: HttpRequest) -> HttpResponse:
    """Volunteers as a workbook, made in the background."""
    actor = acting(request)
    in_full = request.POST.get("in_full") == "1" and allowed(actor, "volunteers.manage_district")
    values: dict[str, Any] = {"actor": actor, "kind": "volunteers.export", "run": run_export, "title": _("导出志愿者"), "in_full": in_full}
    job = start_job(**values, back_url=reverse("volunteers:people"))
    return redirect("organizations:job", pk=job.pk)
