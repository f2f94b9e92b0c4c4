"""Where the office opens its public site, and the pictures of its pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from django.views.static import serve

from kepu.organizations.access import page, public_page

from . import queries
from .services import open_site


@page("site.open_site")
def manage(request: HttpRequest) -> HttpResponseBase:
    """The state of the public site and the ways into it."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        open_site(actor=actor)
        return redirect("site_admin:manage")
    return render(request, "site/manage.html", queries.overview(actor))


@require_GET
@public_page
@cache_control(public=True, max_age=86400)
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A resized picture of a public page; originals and attachments lie elsewhere and are not reachable here."""
    return serve(request, path, document_root=str(settings.MEDIA_ROOT / "images"))
