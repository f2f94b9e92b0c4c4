"""Puts the actor on the request and turns errors into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import queries
from .errors import KepuError

SESSION_KEY = "membership_id"


class ActorMiddleware:
    """`request.actor`: the hat chosen in the session, else the person's first; None for the anonymous. `request.hats`: all of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.hats = None, []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            hats = list(queries.memberships_of(request.user))
            request.hats = hats  # type: ignore[attr-defined]
            request.actor = queries.actor_among(hats, request.session.get(SESSION_KEY))  # type: ignore[attr-defined]
        return self.get_response(request)


class ErrorMiddleware:
    """A KepuError that no view handled becomes a page in plain language with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, KepuError):
            return None
        return error_page(request, error)


def error_page(request: HttpRequest, error: KepuError) -> HttpResponse:
    """The page of an error, in plain language and with its status."""
    template = f"ui/{error.status}.html" if error.status in {403, 404, 409, 410, 413, 429} else "ui/400.html"
    return render(request, template, {"error_message": error.message, "error": error}, status=error.status)
