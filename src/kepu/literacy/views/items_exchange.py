"""Items in and out: the starter bank, workbooks, QTI."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy import starter as bank
from kepu.literacy.forms.items_exchange import QtiForm
from kepu.literacy.item_content import Kind
from kepu.literacy.models import Domain, Field, Item
from kepu.literacy.queries.items_pages import found_items
from kepu.literacy.services.items_qti import QtiOutcome, export_qti, import_qti
from kepu.literacy.services.items_starter import load_starter
from kepu.literacy.workbooks.items import item_columns, run_import, write_items
from kepu.organizations.access import page
from kepu.organizations.errors import KepuError
from kepu.organizations.services.base import audit
from kepu.organizations.views.answers import ZIP, file_answer, workbook_answer
from kepu.organizations.views.imports import Import, import_page
from kepu.organizations.views.writes import acting, number

from .items_common import asked_in

MOST_QTI = 500


@page("literacy.load_starter")
def starter(request: HttpRequest) -> HttpResponse:
    """What the starter bank holds; the office loads it."""
    actor = acting(request)
    if request.method == "POST":
        done = load_starter(actor=actor)
        if done.taken:
            messages.warning(request, _("题号已被本区题目占用，没有载入：%s") % "、".join(done.taken))
        messages.success(request, _("载入 %(made)d 题，已有 %(present)d 题。") % {"made": done.made, "present": done.present})
        return redirect("literacy:items")
    rows = bank.items()
    counted = {
        "domain": [(choice.label, sum(item.content.domain == choice for item in rows)) for choice in Domain],
        "field": [(choice.label, sum(item.content.field == choice for item in rows)) for choice in Field],
        "kind": [(choice.label, sum(item.content.kind == choice for item in rows)) for choice in Kind],
    }
    secure = sum(item.is_secure for item in rows)
    context = {
        "total": len(rows),
        "secure": secure,
        "open": len(rows) - secure,
        "loaded": Item.objects.filter(district=actor.district, origin=Item.Origin.STARTER).count(),
        "tables": [(_("按内容维度"), counted["domain"]), (_("按知识领域"), counted["field"]), (_("按题型"), counted["kind"])],
    }
    return render(request, "literacy/items/starter.html", context)


@page("literacy.change_items")
def workbook_import(request: HttpRequest) -> HttpResponse:
    """Items from a workbook."""
    what = Import(
        kind="literacy.items",
        title=gettext_lazy("导入题目"),
        columns=item_columns(),
        run=run_import,
        filename=_("题目模板"),
        parent=(gettext_lazy("题库"), reverse("literacy:items")),
        lead=gettext_lazy("一行一题；导入的题目是草稿，提交审题后才能使用。"),
        export_url=reverse("literacy:items_export"),
        notes=(
            gettext_lazy("判断题不填选项，答案填“对”或“错”。"),
            gettext_lazy("单选题答案填一个字母，多选题如 ABD，排序题按正确次序如 CABD。"),
            gettext_lazy("数值题不填选项，答案填数，可另填允许误差；单位写在题干里。"),
            gettext_lazy("题号与题库中相同的，作为那道题的修改；已定稿的会成为新版本。"),
        ),
    )
    return import_page(request, what)


@require_GET
@page("literacy.view_items")
def workbook_export(request: HttpRequest) -> HttpResponse:
    """The items of the list as they are narrowed, with their newest texts; who fetched them is written down."""
    actor = acting(request)
    rows = list(found_items(actor, asked_in(request)))
    audit(actor, "literacy.export_items", actor.district, f"Excel · {len(rows)}", items=len(rows))
    return workbook_answer(write_items(rows), _("题库-%s.xlsx") % timezone.localdate())


@page("literacy.change_items")
def qti_import(request: HttpRequest) -> HttpResponse:
    """Items from a QTI file or package, with what is wrong by file."""
    actor, outcome = acting(request), None
    form = QtiForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            outcome = import_qti(
                actor=actor, name=data["file"].name, data=data["file"].read(), usual={key: data[key] for key in ("domain", "field", "audiences")},
                skip_faulty=data["skip_faulty"],
            )  # fmt: skip
        except KepuError as error:
            form.add_service_error(error)
        else:
            if outcome.imported is not None:
                messages.success(request, _("导入 %d 题，均为草稿，请核对后提交审题。") % outcome.imported.made)
                if not outcome.faults:
                    return redirect("literacy:items")
    found = outcome or QtiOutcome([])
    wrong = bool(form.errors) or (found.imported is None and bool(found.faults))
    context = {"form": form, "faults": found.faults, "imported": found.imported}
    return render(request, "literacy/items/qti.html", context, status=422 if wrong else 200)


@require_POST
@page("literacy.view_items")
def qti_export(request: HttpRequest) -> HttpResponse:
    """The ticked items as a QTI 3 package; with none ticked, those of the list as it is narrowed."""
    actor = acting(request)
    chosen = [number(text) for text in request.POST.getlist("item")] or [text.item_id for text in found_items(actor, asked_in(request))]
    if len(chosen) > MOST_QTI:
        messages.error(request, _("一次最多导出 %(most)d 题，现有 %(found)d 题，请先缩小范围或勾选。") % {"most": MOST_QTI, "found": len(chosen)})
        return redirect("literacy:items")
    items = list(Item.objects.filter(district=actor.district, pk__in=chosen).select_related("current").prefetch_related("versions"))
    if not items:
        messages.error(request, _("没有可以导出的题目。"))
        return redirect("literacy:items")
    return file_answer(export_qti(actor=actor, items=items), ZIP, _("题目-QTI3-%s.zip") % timezone.localdate())
