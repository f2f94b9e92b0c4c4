"""Excel in and out of the register: areas, units, people."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kepu.organizations import queries, services
from kepu.organizations.access import allowed, page
from kepu.organizations.errors import KepuError, TooLarge
from kepu.organizations.fields import mask_phone
from kepu.organizations.forms import ServiceForm
from kepu.organizations.services.base import audit
from kepu.organizations.services.imports import area_columns, people_columns, run_areas, run_people, run_units, unit_columns
from kepu.organizations.services.workbook import write_workbook

from .answers import workbook_answer
from .imports import Import, import_page

PAGE_SIZE = 50


@require_GET
@page("organizations.view_units")
def areas(request: HttpRequest) -> HttpResponse:
    """Streets and communities of the district."""
    actor = request.actor  # type: ignore[attr-defined]
    listed = Paginator(queries.areas(actor).select_related("parent"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "organizations/areas.html", {"page_obj": listed, "may_change": allowed(actor, "organizations.change_units")})


@page("organizations.change_units")
def import_areas(request: HttpRequest) -> HttpResponse:
    """Streets and communities from a workbook."""
    what = Import(
        kind="organizations.import_areas",
        title=_("导入区划"),
        columns=area_columns(request.actor),  # type: ignore[attr-defined]
        run=run_areas,
        filename="区划",
        parent=(_("区划"), reverse("organizations:areas")),
        lead=_("街道（乡镇）和社区（村），代码按 GB/T 2260 和 GB/T 10114。"),
        notes=[
            _("按代码识别：已有的更新名称、人口和中心点，没有的新增，表中没有的不动。"),
            _("国家统计局的 12 位街道代码（末三位为 000）也可以直接用。"),
        ],
    )
    return import_page(request, what)


class BoundaryForm(ServiceForm):
    """A GeoJSON file."""

    file = forms.FileField(label=_("边界文件"), help_text=_("GeoJSON（WGS 84 经纬度），每个要素的属性里写明 code（代码）或 name（名称）"))


@page("organizations.change_units")
def import_boundaries(request: HttpRequest) -> HttpResponse:
    """Boundaries of the district, its streets and communities from a GeoJSON file."""
    form = BoundaryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > settings.KEPU_UPLOAD_LIMIT:
                raise TooLarge()
            number = services.import_boundaries(actor=request.actor, content=file.read())  # type: ignore[attr-defined]
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已导入 %d 个区划的边界。") % number)
            return redirect("organizations:areas")
    return render(request, "organizations/boundaries.html", {"form": form}, status=422 if form.errors else 200)


@page("organizations.change_units")
def import_units(request: HttpRequest) -> HttpResponse:
    """Units from a workbook."""
    what = Import(
        kind="organizations.import_units",
        title=_("导入单位"),
        columns=unit_columns(request.actor),  # type: ignore[attr-defined]
        run=run_units,
        filename="单位",
        parent=(_("单位"), reverse("organizations:units")),
        notes=[_("按名称识别：已有的更新，没有的新增，表中没有的不动。"), _("已有单位的空格表示不改；填了别名或单位组则整体替换。")],
        export_url=reverse("organizations:export_units"),
    )
    return import_page(request, what)


@require_GET
@page("organizations.view_units")
def export_units(request: HttpRequest) -> HttpResponse:
    """All units in the columns of the import."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [
        {
            "name": unit.name,
            "type": unit.get_type_display(),
            "aliases": [alias.name for alias in unit.aliases.all()],
            "groups": [group.name for group in unit.groups.all()],
            "area": unit.area.name if unit.area else "",
            "active": str(_("是") if unit.is_active else _("否")),
        }
        for unit in queries.units(actor).select_related("area")
    ]
    return workbook_answer(write_workbook(unit_columns(actor), rows, template=True), f"{actor.district}-单位.xlsx")


@page("organizations.change_people")
def import_people(request: HttpRequest) -> HttpResponse:
    """People from a workbook."""
    what = Import(
        kind="organizations.import_people",
        title=_("导入人员"),
        columns=people_columns(request.actor),  # type: ignore[attr-defined]
        run=run_people,
        filename="人员",
        parent=(_("人员"), reverse("organizations:people")),
        notes=[_("按账号识别：已有的更新，没有的新增，表中没有的不动。"), _("不要在表格里写密码：新账号由本人用一次性的设密码链接启用。")],
        export_url=reverse("organizations:export_people"),
    )
    return import_page(request, what)


@require_GET
@page("organizations.view_people")
def export_people(request: HttpRequest) -> HttpResponse:
    """All roles in the columns of the import; telephone numbers stay masked."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [
        {
            "name": hat.user.get_full_name(),
            "username": hat.user.username,
            "unit": hat.unit.name,
            "role": hat.get_role_display(),
            "phone": mask_phone(hat.user.phone) if hat.user.phone else "",
            "email": hat.user.email,
            "active": str(_("是") if hat.is_active else _("否")),
        }
        for hat in queries.people(actor)
    ]
    audit(actor, "organizations.export_people", actor.district, str(_("导出人员")), rows=len(rows))
    return workbook_answer(write_workbook(people_columns(actor), rows, template=True), f"{actor.district}-人员.xlsx")
