"""Under /api/ every error is a problem document, also those that Django itself answers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .problems import MEDIA_TYPE, problem

CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 500: "server_error"}


class ProblemMiddleware:
    """Replaces pages of errors (unknown address, method, host, server error) by problem documents."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/api/v") or response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        answer = problem(request, response.status_code, CODES.get(response.status_code, "error"))
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response.headers:
                answer[name] = response.headers[name]
        return answer
