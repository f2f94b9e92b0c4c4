"""The door of the editors' pages: outside it Wagtail's own rules are never asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kepu.organizations.access import allowed
from kepu.organizations.errors import PermissionDenied
from kepu.organizations.middleware import error_page
from kepu.organizations.models import User

from .editors import sync

DOOR = "/cms/"
# Wagtail's editor sets styles in attributes and small scripts in its templates, and shows drafts in a frame of its own origin.
POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}


class EditorsDoor:
    """Lets in the office and the operator of a district whose site is open, with the rights on that district's tree only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(DOOR):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = getattr(request, "actor", None)
        is_editor = sync(cast(User, request.user), actor)
        if not is_editor or not allowed(actor, "site.edit_site"):
            return error_page(request, PermissionDenied())
        response = self.get_response(request)
        response._csp_update = {}  # type: ignore[attr-defined]
        response._csp_replace = POLICY  # type: ignore[attr-defined]
        return response
