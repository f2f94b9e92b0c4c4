"""Telling people and groups."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from kepu.notifications.models import Delivery, Notice, Robot
from kepu.organizations.actors import Actor
from kepu.organizations.models import Membership, Role, Unit, User
from kepu.organizations.services.base import service


@dataclass(frozen=True)
class Audience:
    """Everybody with one of the roles in a unit; without a unit, in the whole district."""

    roles: tuple[str, ...]
    unit: Unit | None = None
    unit_id: int | None = None

    @classmethod
    def office(cls) -> Audience:
        """The coordinating office."""
        return cls(roles=(Role.OFFICE,))


@service
def notify(
    *,
    actor: Actor,
    recipients: Iterable[User | Audience],
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    dedupe_key: str = "",
) -> int:
    """Tell people of the actor's district in the page, and by e-mail those who chose it; returns how many had not been told before.

    People without an active membership in the district are left out. With a `dedupe_key` a person is told once however
    often it is called. What is written belongs to the caller's transaction: rolled back, nobody is told.
    Called by other services; it has no right of its own.
    """
    people = _people(actor, list(recipients))
    if dedupe_key:
        told = set(Notice.objects.filter(district=actor.district, dedupe_key=dedupe_key, recipient__in=people).values_list("recipient", flat=True))
        people = [user for user in people if user.pk not in told]
    key = dedupe_key or uuid.uuid4().hex
    text: dict[str, Any] = {"district": actor.district, "title": title[:200], "body": body, "url": url, "dedupe_key": key}
    Notice.objects.bulk_create([Notice(recipient=user, kind=kind, **text) for user in people], ignore_conflicts=True)
    by_email = [user for user in people if user.email and getattr(user, "chose_email", False)]
    _put_out([Delivery(channel=Delivery.Channel.EMAIL, recipient=user, **text) for user in by_email])
    return len(people)


@service
def announce(*, actor: Actor, title: str, body: str = "", url: str = "", dedupe_key: str = "") -> int:
    """Tell the chat groups of the district; returns how many robots will speak.

    A group has readers who are no users: the caller passes nothing about a person, and notices to people never come here.
    """
    robots = Robot.objects.filter(district=actor.district, is_active=True)
    text = {"district": actor.district, "title": title[:200], "body": body, "url": url, "dedupe_key": dedupe_key or uuid.uuid4().hex}
    return _put_out([Delivery(channel=Delivery.Channel.ROBOT, robot=robot, **text) for robot in robots])


def _people(actor: Actor, recipients: list[User | Audience]) -> list[User]:
    wanted = Q(pk__in=[])
    users = [item.pk for item in recipients if isinstance(item, User)]
    if users:
        wanted |= Q(user__in=users)
    for item in recipients:
        if isinstance(item, Audience):
            unit_id = item.unit.pk if item.unit else item.unit_id
            wanted |= Q(role__in=item.roles, unit=unit_id) if unit_id else Q(role__in=item.roles)
    hats = Membership.objects.filter(wanted, is_active=True, unit__is_active=True, unit__district=actor.district, user__is_active=True)
    found: dict[int, User] = {}
    for hat in hats.select_related("user__notice_preference"):
        preference = getattr(hat.user, "notice_preference", None)
        hat.user.chose_email = bool(preference and preference.by_email)  # type: ignore[attr-defined]
        found[hat.user_id] = hat.user
    return list(found.values())


def _put_out(deliveries: list[Delivery]) -> int:
    """Write to the outbox and wake the worker once the transaction has committed."""
    if not deliveries:
        return 0
    from kepu.notifications.tasks import send_due

    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    transaction.on_commit(send_due.enqueue)
    return len(deliveries)
