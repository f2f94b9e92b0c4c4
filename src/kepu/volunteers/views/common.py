"""What the views share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound, PermissionDenied
from kepu.organizations.forms import ServiceForm

PAGE_SIZE = 50


def acting(request: HttpRequest) -> Actor:
    """Who asks, on a page that `page` protects."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def try_service(request: HttpRequest, success: str, function: Callable[..., Any], **values: Any) -> bool:
    """Run a write and tell in a message how it went; whether it went well. A missing right or object is for the error pages."""
    try:
        function(**values)
    except (NotFound, PermissionDenied):
        raise
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
        return False
    messages.success(request, success)
    return True


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


def number(text: str | None) -> int:
    """A number that a page sent back; 0 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 19 else 0
