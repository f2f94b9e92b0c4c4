"""Who calls: a browser with its session, or a program with a personal token."""

from __future__ import annotations

import math
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import AuthRateThrottle

from kepu.organizations import queries
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import PermissionDenied, TooManyRequests

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request that passed its permission."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


class Permission:
    """The part of a sign-in that checks the right: every way in carries the permission of its operation."""

    perm: str

    def admit(self, request: HttpRequest, actor: Actor) -> Actor:
        """Count the call against the person's rate, then check the right."""
        _limit(request, actor)
        require(actor, self.perm)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class SessionSignIn(Permission, APIKeyCookie):
    """The session of the pages; writes need the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, perm: str) -> None:
        self.perm = perm
        super().__init__(csrf=True)

    def __call__(self, request: HttpRequest) -> Any:
        # A person who is not signed in is told so, rather than that a CSRF token is missing.
        return super().__call__(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        actor = getattr(request, "actor", None)
        if actor is None:
            raise PermissionDenied()
        return self.admit(request, actor)


class TokenSignIn(Permission, HttpBearer):
    """A personal token, made on the page 接口令牌, in the header `Authorization: Bearer …`."""

    def __init__(self, perm: str) -> None:
        self.perm = perm
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = queries.token_by_secret(token)
        if found is None:
            return None
        if request.method not in SAFE_METHODS and not found.can_write:
            raise PermissionDenied()
        return self.admit(request, Actor.of(found.membership))


def _limit(request: HttpRequest, actor: Actor) -> None:
    request.auth = actor.user.pk if actor.user else str(actor)  # type: ignore[attr-defined]
    # A throttle keeps what it counts on itself, so that each request needs its own.
    throttle = AuthRateThrottle(settings.KEPU_API_RATE)
    if not throttle.allow_request(request):
        raise TooManyRequests(retry_after=math.ceil(throttle.wait() or 1))
