"""Reads of the public site."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, WorkflowState

from kepu.organizations.actors import Actor

from .models import DistrictHome, NoticeList


def overview(actor: Actor) -> dict[str, Any]:
    """The home of the actor's district, its pages newest first and how many drafts wait for review; `home` is None before it is opened."""
    home = DistrictHome.objects.filter(district=actor.district).first()
    if home is None:
        return {"home": None}
    pages = Page.objects.descendant_of(home, inclusive=True)
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)]
    )
    return {
        "home": home,
        "notices": NoticeList.objects.child_of(home).first(),
        "recent": pages.specific().order_by("-latest_revision_created_at", "-pk")[:10],
        "waiting": waiting.count(),
    }
