"""What the pages of surveys and field work share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from kepu.literacy.models import Survey
from kepu.organizations.access import allowed, fetch
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound, PermissionDenied
from kepu.organizations.forms import ServiceForm

PAGE_SIZE = 50


def acting(request: HttpRequest) -> Actor:
    """Who asks, on a page that `page` protects."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def survey_or_404(request: HttpRequest, pk: int, perm: str = "literacy.view_surveys") -> Survey:
    """The survey of the actor's district."""
    return fetch(acting(request), Survey.objects.select_related("district", "previous", "indicator"), perm, pk=pk)


def tabs_of(request: HttpRequest, survey: Survey, current: str) -> list[dict[str, Any]]:
    """The parts of a survey."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    names = {
        "survey": _("概览"), "frame": _("抽样框"), "sample": _("样本社区"), "booklets": _("问卷"), "cases": _("样本名单"),
        "progress": _("进度"), "quality": _("质量"), "calculations": _("计算与结果"),
    }  # fmt: skip
    if not allowed(acting(request), "literacy.view_items"):
        del names["booklets"]
    return [{"label": label, "url": reverse(f"literacy:{name}", args=[survey.pk]), "current": name == current} for name, label in names.items()]


def number(text: str | None) -> int:
    """A number that a page sent back; 0 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def try_service(request: HttpRequest, success: str, function: Callable[..., Any], **values: Any) -> Any:
    """Run a write and tell in a message how it went; its result, or None. A missing right or object is for the error pages."""
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
    return True if made is None else made
