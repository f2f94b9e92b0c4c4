"""Pages of the shell itself: large type, style guide, errors."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import user_passes_test
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .context import ELDER_COOKIE
from .guide import guide_context

YEAR = 365 * 24 * 3600


# Exempt from CSRF on purpose: it stores only how large the letters are, and the public pages stay free of a session and cacheable.
@csrf_exempt
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch 关怀版 (large type) on or off for this browser, then go back to the page."""
    wanted = request.POST.get("elder") == "1"
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if wanted:
        response.set_cookie(ELDER_COOKIE, "1", max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


def _may_see_guide(user: object) -> bool:
    return settings.DEBUG or bool(getattr(user, "is_staff", False))


@require_GET
@user_passes_test(_may_see_guide)
def style_guide(request: HttpRequest) -> HttpResponse:
    """Living style guide: each component with sample data. `?view=wallscreen` and `?view=print` show these modes."""
    template = {
        "wallscreen": "ui/guide_wallscreen.html",
        "print": "ui/guide_print.html",
    }.get(request.GET.get("view", ""), "ui/style_guide.html")
    return render(request, template, guide_context(request))
