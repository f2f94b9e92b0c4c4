"""What the pages of surveys and field work share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kepu.literacy.models import Survey
from kepu.organizations.access import allowed, fetch
from kepu.organizations.views.writes import acting

PAGE_SIZE = 50


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
