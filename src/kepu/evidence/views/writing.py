"""Recording, correcting and voiding by hand, and the workbook of a kind."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.evidence.forms.records import CorrectionForm, RecordForm, VoidForm
from kepu.evidence.kinds import Kind, kind, kinds
from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import void_evidence
from kepu.evidence.services.by_hand import correct_by_hand, record_by_hand
from kepu.evidence.services.workbooks import evidence_columns, run_import
from kepu.organizations.access import fetch, page
from kepu.organizations.errors import Conflict, InvalidInput, KepuError, NotFound
from kepu.organizations.views.imports import Import, import_page
from kepu.plans.models import WorkItem


def _by_hand(code: str) -> Kind:
    try:
        known = kind(code)
    except InvalidInput as error:
        raise NotFound() from error
    if not known.by_hand:
        raise NotFound()
    return known


@require_GET
@page("evidence.record_by_hand")
def choose_kind(request: HttpRequest) -> HttpResponse:
    """What is to be recorded: one by one or from a workbook."""
    return render(request, "evidence/choose_kind.html", {"kinds": [one for one in kinds() if one.by_hand]})


@page("evidence.record_by_hand")
def new_record(request: HttpRequest, code: str) -> HttpResponse:
    """Record one thing; a form that is sent twice counts once."""
    actor, known = request.actor, _by_hand(code)  # type: ignore[attr-defined]
    form = RecordForm(request.POST or None, request.FILES or None, actor=actor, known=known, initial=_from_task(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = record_by_hand(actor=actor, kind=known.code, idempotency_key=form.cleaned_data["key"], **form.said())
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已登记为第 %d 号记录。") % made.sequence)
            return redirect("evidence:record", pk=made.pk)
    return render(request, "evidence/new.html", {"form": form, "kind": known}, status=422 if form.errors else 200)


def _from_task(request: HttpRequest) -> dict[str, object]:
    """Coming from the page of a task, its measure and unit are filled in."""
    given = request.GET.get("work_item", "")
    item = WorkItem.objects.filter(plan__district=request.actor.district, pk=int(given)).first() if given.isdecimal() else None  # type: ignore[attr-defined]
    return {"work_item": item.pk, "node": item.node_id, "unit": item.unit_id} if item else {}


@page("evidence.correct_evidence")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a new record in the place of a wrong one."""
    actor = request.actor  # type: ignore[attr-defined]
    record = fetch(actor, EvidenceRecord, "evidence.correct_evidence", pk=pk)
    form = CorrectionForm(request.POST or None, request.FILES or None, actor=actor, known=kind(record.kind), record=record)
    if request.method == "POST" and form.is_valid():
        try:
            made = _correct(request, record, form)
        except (InvalidInput, Conflict) as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已更正，第 %d 号记录取代了原记录。") % made.sequence)
            return redirect("evidence:record", pk=made.pk)
    return render(request, "evidence/correct.html", {"form": form, "record": record, "kind": kind(record.kind)}, status=422 if form.errors else 200)


def _correct(request: HttpRequest, record: EvidenceRecord, form: CorrectionForm) -> EvidenceRecord:
    changes = form.changes()
    if not changes:
        raise InvalidInput(_("没有改动任何内容。"))
    return correct_by_hand(actor=request.actor, record=record, reason=form.cleaned_data["reason"], **changes)  # type: ignore[attr-defined]


@page("evidence.correct_evidence")
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a record out of all figures."""
    actor = request.actor  # type: ignore[attr-defined]
    record = fetch(actor, EvidenceRecord, "evidence.correct_evidence", pk=pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_evidence(actor=actor, record=record, reason=form.cleaned_data["reason"])
        except (InvalidInput, Conflict) as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("第 %d 号记录已作废，不再计入任何数字。") % record.sequence)
            return redirect("evidence:record", pk=pk)
    return render(request, "evidence/void.html", {"form": form, "record": record, "kind": kind(record.kind)}, status=422 if form.errors else 200)


@page("evidence.record_by_hand")
def import_records(request: HttpRequest, code: str) -> HttpResponse:
    """Many records of a kind from a workbook."""
    known = _by_hand(code)
    what = Import(
        kind="evidence.import",
        title=_("导入“%s”") % known,
        columns=evidence_columns(request.actor, known),  # type: ignore[attr-defined]
        run=run_import,
        filename=_("佐证-%s") % known,
        parent=(_("登记佐证"), reverse("evidence:choose_kind")),
        lead=_("每行一条，计量单位：%s。") % known.unit_label,
        notes=[_("同一个文件再次上传不会重复登记；改动后的文件会作为新的一批。"), _("登记后不能修改或删除，只能更正或作废，请核对后再上传。")],
        arguments={"kind_code": known.code},
    )
    return import_page(request, what)
