"""The files of a report, as a part of its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.governance import services
from kepu.governance.models import ProgressReport
from kepu.organizations.access import fetch, page
from kepu.organizations.errors import InvalidInput, KepuError, NotFound
from kepu.organizations.services.attachments import attachments_of


@require_POST
@page("governance.save_report")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the sent file, or take off the one that is named."""
    actor = request.actor  # type: ignore[attr-defined]
    report = fetch(actor, ProgressReport, "governance.save_report", pk=pk)
    error = ""
    try:
        if request.POST.get("remove", "").isdecimal():
            found = attachments_of(report).filter(pk=int(request.POST["remove"])).first()
            if found is None:
                raise NotFound()
            services.remove_from_report(actor=actor, report=report, attachment=found)
        elif (file := request.FILES.get("file")) is not None:
            services.attach_to_report(actor=actor, report=report, file=file)
        else:
            raise InvalidInput(_("请选择要上传的文件。"))
    except NotFound:
        raise
    except KepuError as refused:
        error = refused.message
    if not request.htmx and not error:  # type: ignore[attr-defined]
        return redirect("governance:edit", pk=pk)
    context = {"report": report, "files": attachments_of(report), "file_error": error, "may_edit": True}
    return render(request, "governance/_files.html", context, status=422 if error else 200)
