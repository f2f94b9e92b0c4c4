"""Reporting offline: the unit's workbook of a period."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.governance import services
from kepu.governance.models import ReportingPeriod
from kepu.governance.services.progress_workbook import report_columns, run_reports
from kepu.organizations.access import fetch, page
from kepu.organizations.views.answers import workbook_answer
from kepu.organizations.views.imports import Import, WorkbookForm, import_page


class ReportsWorkbookForm(WorkbookForm):
    """A filled workbook, to be saved or handed in at once."""

    submit = forms.BooleanField(label=gettext_lazy("导入后直接提交审核"), required=False)


@page("governance.fill_period")
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch the workbook with the unit's own items, upload it filled."""
    actor = request.actor  # type: ignore[attr-defined]
    period = fetch(actor, ReportingPeriod, "governance.fill_period", pk=pk)
    if request.GET.get("template"):
        return workbook_answer(services.write_reports(actor, period), f"{period.label}进展填报-{actor.unit}.xlsx")
    what = Import(
        kind="progress_reports",
        title=_("%s进展填报表") % period.label,
        columns=report_columns(),
        run=run_reports,
        filename=_("进展填报"),
        parent=(_("进展报告"), reverse("governance:reports") + f"?period={period.pk}"),
        lead=_("表格里已列出本单位这一期要填的任务和已经保存的内容。"),
        notes=(_("报告编号和版本请勿改动。"), _("下载以后在网上改过的报告不会被表格覆盖，系统会指出是哪一行。")),
        arguments={"period_id": period.pk},
        form_class=ReportsWorkbookForm,
    )
    return import_page(request, what)
