"""Where a record came from: each room says how its objects are shown.

register_source("governance.progressreport", _("进展填报"), lambda pk: reverse("governance:report", args=[pk]))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Source:
    """What the object is called, and where its page is ("" where it has none)."""

    label: Text
    url: str


_sources: dict[str, tuple[Text, Callable[[str], str] | None]] = {}


def register_source(source_type: str, label: Text, url: Callable[[str], str] | None = None) -> None:
    """Name a type of object (as in `plans.workitem`) and say where one of them is shown."""
    _sources[source_type.lower()] = (label, url)


def source_of(source_type: str, source_id: str) -> Source | None:
    """The source of a record, None for what was entered by hand."""
    if not source_type:
        return None
    label, url = _sources.get(source_type, (source_type, None))
    try:
        return Source(label, url(source_id) if url else "")
    except NoReverseMatch:
        return Source(label, "")


register_source("plans.workitem", _("年度任务"), lambda pk: reverse("plans:work_item", args=[pk]))
