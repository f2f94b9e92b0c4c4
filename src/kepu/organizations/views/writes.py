"""How a page hands a write to its service and tells how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound, PermissionDenied
from kepu.organizations.forms import ServiceForm


def acting(request: HttpRequest) -> Actor:
    """Who asks, on a page that `page` protects."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def try_service(request: HttpRequest, success: str, function: Callable[..., Any], **values: Any) -> Any:
    """Run a write and tell in a message how it went; its result (True for none), or None. A missing right or object is for the error pages."""
    try:
        made = function(**values)
    except (NotFound, PermissionDenied):
        raise
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return None
    messages.success(request, success)
    return True if made is None else made


def submit(request: HttpRequest, form: ServiceForm, success: str, function: Callable[..., Any], **values: Any) -> Any:
    """Run a write with what a form holds; its result (True for none), or None with the errors in the form."""
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
    return True if made is None else made


def number(text: str | None, digits: int = 18) -> int:
    """A number of at most so many digits that a page sent back; 0 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) <= digits else 0
