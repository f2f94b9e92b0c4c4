"""What the pages of the self-test and of schools have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound, PermissionDenied, TooManyRequests
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area


def acting(request: HttpRequest) -> Actor:
    """Who asks, on a page that `page` protects."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def district_of(code: str) -> Area:
    """The district of a public page; raises NotFound for a code that nobody has."""
    district = Area.objects.filter(code=code, level=Area.Level.DISTRICT).first()
    if district is None:
        raise NotFound()
    return district


def limit(request: HttpRequest, what: str, most: int, seconds: int) -> None:
    """Count a request of a network address in the cache; raises TooManyRequests beyond `most` in a span. The address is not stored."""
    from allauth.account.adapter import get_adapter

    key = f"literacy:{what}:{get_adapter().get_client_ip(request)}"
    if not cache.add(key, 1, seconds):
        try:
            count = cache.incr(key)
        except ValueError:  # ran out between the two
            count = 1
            cache.set(key, 1, seconds)
        if count > most:
            raise TooManyRequests(retry_after=seconds)


def submit(request: HttpRequest, form: ServiceForm, success: str, function: Callable[..., Any], **values: Any) -> Any:
    """Run a write with what a form holds; its result, or None with the errors in the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = function(**values, **(form.cleaned() if hasattr(form, "cleaned") else form.cleaned_data))
    except (NotFound, PermissionDenied):
        raise
    except KepuError as error:
        form.add_service_error(error)
        return None
    messages.success(request, success)
    return made if made is not None else True


def try_service(request: HttpRequest, success: str, function: Callable[..., Any], **values: Any) -> bool:
    """Run a write and tell in a message how it went. A missing right or object is for the error pages."""
    try:
        function(**values)
    except (NotFound, PermissionDenied):
        raise
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return False
    messages.success(request, success)
    return True


def number(text: str | None) -> int:
    """A number that a page sent back; 0 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else 0
