"""A person's own notices."""

from __future__ import annotations

from django.utils import timezone

from kepu.notifications.models import Notice
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.services.base import service


@service
def open_notice(*, actor: Actor, notice: Notice) -> Notice:
    """Mark one notice as read; raises PermissionDenied for another person's."""
    notice = access.fetch(actor, Notice, "notifications.read_notice", lock=True, pk=notice.pk)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


@service
def mark_all_read(*, actor: Actor) -> int:
    """Mark all notices of the person in this district as read; returns how many were unread."""
    access.require(actor, "notifications.read_notice")
    return Notice.objects.filter(recipient=actor.user, district=actor.district, read_at=None).update(read_at=timezone.now())
