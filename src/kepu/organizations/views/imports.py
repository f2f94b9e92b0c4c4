"""The one pattern of all pages that take a workbook: fetch the template, upload, follow the job, mend the marked cells, upload again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from kepu.organizations.errors import KepuError, Text
from kepu.organizations.forms import ServiceForm
from kepu.organizations.services import attach, start_job
from kepu.organizations.services.jobs import Run, run_job
from kepu.organizations.services.workbook import Column, check_header, write_template

from .answers import workbook_answer

SHORT = 100 * 1024  # bytes; about a thousand rows, read and stored while the person waits


class WorkbookForm(ServiceForm):
    """A workbook to read."""

    file = forms.FileField(label=_("填好的表格"), help_text=_("Excel 工作簿（.xlsx），不超过 20 MB"))


@dataclass(frozen=True)
class Import:
    """What is peculiar to one import. `run(*, actor, progress, **arguments)` is its job; `crumbs` are labels and addresses for the breadcrumbs."""

    kind: str
    title: Text
    columns: Sequence[Column]
    run: Run
    filename: str
    parent: tuple[Text, str]
    lead: Text = ""
    notes: Sequence[Text] = ()
    arguments: dict[str, Any] = field(default_factory=dict)
    form_class: type[WorkbookForm] = WorkbookForm
    export_url: str = ""


def import_page(request: HttpRequest, what: Import) -> HttpResponse:
    """`?template=1` answers the template; a workbook with the right headings becomes a job, short ones are done before the answer."""
    if request.GET.get("template"):
        notes = [str(note) for note in what.notes]
        return workbook_answer(write_template(what.columns, notes=notes), f"{what.filename}.xlsx")
    form = what.form_class(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, what, form)
        except KepuError as error:
            form.add_service_error(error)
    return render(request, "organizations/import.html", {"form": form, "what": what}, status=422 if form.errors else 200)


def _take(request: HttpRequest, what: Import, form: WorkbookForm) -> HttpResponse:
    actor, file = request.actor, form.cleaned_data["file"]  # type: ignore[attr-defined]
    check_header(file, what.columns)
    more = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    source = attach(actor=actor, file=file)
    job = start_job(
        actor=actor, kind=what.kind, run=what.run, title=str(what.title), source=source, back_url=request.get_full_path(),
        background=file.size > SHORT, **what.arguments, **more,
    )  # fmt: skip
    if file.size <= SHORT:
        run_job(job.pk)
    return redirect("organizations:job", pk=job.pk)
