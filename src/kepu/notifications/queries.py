"""Reads of notices and of the outbox."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from kepu.organizations.actors import Actor

from .models import Delivery, Notice, Robot, TextMessage


def notices(actor: Actor, *, unread_only: bool = False) -> QuerySet[Notice]:
    """The person's notices in this district, newest first."""
    found = Notice.objects.filter(recipient=actor.user, district=actor.district)
    return found.filter(read_at=None) if unread_only else found


def unread_count(actor: Actor) -> int:
    """How many notices the person has not opened."""
    return notices(actor, unread_only=True).count()


def robots(actor: Actor) -> QuerySet[Robot]:
    """Robots of the district, with how many messages left and failed."""
    status = Delivery.Status
    return Robot.objects.filter(district=actor.district).annotate(
        sent=Count("deliveries", filter=Q(deliveries__status=status.SENT)),
        failed=Count("deliveries", filter=Q(deliveries__status=status.FAILED)),
    )


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    """The outbox of the district, newest first."""
    return Delivery.objects.filter(district=actor.district).select_related("recipient", "robot")


def texts(actor: Actor) -> QuerySet[TextMessage]:
    """Text messages of the district, newest first."""
    return TextMessage.objects.filter(district=actor.district)
