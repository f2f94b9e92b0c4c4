"""Certificates: the paper, its proof for everybody, taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page, public_page
from kepu.organizations.views.public import public_address
from kepu.organizations.views.writes import acting, try_service
from kepu.volunteers import services
from kepu.volunteers.certificate_pdf import certificate_pdf
from kepu.volunteers.models import Certificate
from kepu.volunteers.queries.certificates import verify_certificate


@never_cache
@require_GET
@page("volunteers.list_people")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, for the staff who print it."""
    queryset = Certificate.objects.select_related("district", "volunteer")
    found = fetch(acting(request), queryset, "volunteers.view_people", pk=pk)
    return pdf_answer(request, found)


def pdf_answer(request: HttpRequest, found: Certificate) -> HttpResponse:
    """A certificate as a file; the address in it is the one that people outside reach."""
    address = public_address(request, reverse("volunteers:verify_code", args=[found.code]))
    answer = HttpResponse(certificate_pdf(found, address), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{found.code}.pdf"'
    return answer


@require_POST
@page("volunteers.revoke_certificate")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a certificate back."""
    found = fetch(acting(request), Certificate, "volunteers.revoke_certificate", pk=pk)
    try_service(
        request, _("证明已撤销。"), services.revoke_certificate, actor=acting(request), certificate=found, reason=request.POST.get("reason", "")
    )
    return redirect("volunteers:person", pk=found.volunteer_id)


@require_GET
@public_page
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a certificate is genuine, for everybody: a masked name and the hours, nothing else."""
    asked = code or request.GET.get("code", "")
    return render(request, "volunteers/verify.html", {"asked": asked[:40], "found": verify_certificate(asked) if asked else None})
