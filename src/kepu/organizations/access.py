"""The one way to check a right, to fetch an object with its right, and to protect a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import rules
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponseBase

from .actors import Actor
from .errors import NotFound, PermissionDenied

M = TypeVar("M", bound=models.Model)
View = Callable[..., HttpResponseBase]


def allowed(actor: Actor | None, perm: str, obj: Any = None) -> bool:
    """Whether the actor holds the permission; False for a permission that nobody defined."""
    return actor is not None and bool(rules.has_perm(perm, actor, obj))


def require(actor: Actor, perm: str, obj: Any = None) -> None:
    """Raise PermissionDenied unless the actor holds the permission."""
    if not allowed(actor, perm, obj):
        raise PermissionDenied()


def fetch(
    actor: Actor,
    model: type[M] | models.QuerySet[M],
    perm: str,
    *,
    lock: bool = False,
    district_path: str = "district",
    **lookup: Any,
) -> M:
    """One object of the actor's district, locked if it is to be changed.

    Raises NotFound for an object that does not exist or lies in another district, PermissionDenied where the right is missing.
    """
    queryset = model if isinstance(model, models.QuerySet) else model._default_manager.all()
    if lock:
        queryset = queryset.select_for_update(of=("self",))
    try:
        obj = queryset.get(**{district_path: actor.district}, **lookup)
    except ObjectDoesNotExist:
        raise NotFound() from None
    require(actor, perm, obj)
    return obj


def page(perm: str) -> Callable[[View], View]:
    """Protect a view: sign-in, a membership, and the permission without object (the object is checked by `fetch`)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            actor = getattr(request, "actor", None)
            if actor is None:
                raise PermissionDenied()
            require(actor, perm)
            return view(request, *args, **kwargs)

        wrapper.access = perm  # type: ignore[attr-defined]
        return wrapper

    return decorate


def public_page(view: View) -> View:
    """Mark a view as open to everybody, so that the access table can tell it from a forgotten one."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
