"""Addresses for calendar programs, and calendar files taken in."""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.services.base import audit, service
from kepu.volunteers.calendar_files import read_busy
from kepu.volunteers.models import CalendarLink, DatedTime, Team, Volunteer

from .times import own, owned


@service
def make_calendar_link(*, actor: Actor, owner: Team | Volunteer) -> str:
    """A new secret for the address of the calendar; it is told once, and the earlier ones stop."""
    owner = owned(actor, owner)
    _revoke(owner)
    secret = secrets.token_urlsafe(32)
    link = CalendarLink.objects.create(district=actor.district, digest=digest_of(secret), **own(owner))
    audit(actor, "volunteers.make_calendar_link", link, str(owner.pk))
    return secret


@service
def revoke_calendar_links(*, actor: Actor, owner: Team | Volunteer) -> int:
    """Stop all addresses of a calendar; returns how many were alive."""
    owner = owned(actor, owner)
    stopped = _revoke(owner)
    audit(actor, "volunteers.revoke_calendar_links", owner, str(owner.pk), stopped=stopped)
    return stopped


@service
def import_calendar(*, actor: Actor, owner: Team | Volunteer, data: bytes) -> int:
    """Take what a calendar file holds in the coming year as time that is not free, in the place of the file before; returns how many times.

    Raises InvalidInput for what is no calendar file.
    """
    owner = owned(actor, owner)
    busy = read_busy(data, timezone.localdate())
    DatedTime.objects.filter(**own(owner)).exclude(uid="").delete()
    made = [DatedTime(**own(owner), starts_at=item.starts_at, ends_at=item.ends_at, note=item.title, uid=item.uid) for item in busy]
    DatedTime.objects.bulk_create(made, batch_size=500)
    audit(actor, "volunteers.import_calendar", owner, str(owner.pk), times=len(made))
    return len(made)


@service
def note_calendar_use(*, actor: Actor, link: CalendarLink) -> None:
    """Note that a program read the calendar; no entry in the audit log, because programs come every hour."""
    access.require(actor, "volunteers.manage_district")
    CalendarLink.objects.filter(pk=link.pk).update(used_at=timezone.now())


def link_by_secret(secret: str) -> CalendarLink | None:
    """The living link of a secret."""
    return CalendarLink.objects.filter(digest=digest_of(secret), revoked_at=None).select_related("team", "volunteer", "district").first()


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _revoke(owner: Team | Volunteer) -> int:
    return CalendarLink.objects.filter(**own(owner), revoked_at=None).update(revoked_at=timezone.now())
