"""Reads of areas, units, people and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.utils import timezone

from . import action_names
from .actors import Actor
from .models import ApiToken, Area, AuditEntry, Membership, Unit, User
from .tokens import token_digest


def memberships_of(user: User) -> QuerySet[Membership]:
    """Active hats of a person, in the order in which they were given."""
    return Membership.objects.filter(user=user, is_active=True, unit__is_active=True).select_related("user", "unit", "unit__district")


def actor_among(hats: Sequence[Membership], membership_id: int | None) -> Actor | None:
    """The actor of the chosen one of a person's hats; a hat that was taken away falls back to the first."""
    chosen = next((hat for hat in hats if hat.pk == membership_id), hats[0] if hats else None)
    return Actor.of(chosen) if chosen else None


#: Party, government, mass organisations … as official documents list them; units alone and nothing joined to them.
TYPE_ORDER = Case(*(When(type=kind, then=place) for place, kind in enumerate(Unit.Type.values)), output_field=IntegerField())


def units(actor: Actor, search: str = "") -> QuerySet[Unit]:
    """Units of the actor's district with the number of people, found by name or alias."""
    found = Unit.objects.filter(district=actor.district).annotate(people=Count("memberships", filter=Q(memberships__is_active=True), distinct=True))
    if search:
        found = found.filter(Q(name__icontains=search) | Q(aliases__name__icontains=search)).distinct()
    return found.prefetch_related("aliases", "groups").order_by(TYPE_ORDER, "id")


def people(actor: Actor, search: str = "") -> QuerySet[Membership]:
    """Memberships of the actor's district, found by the person's name or account or by the unit."""
    found = Membership.objects.filter(unit__district=actor.district).select_related("user", "unit")
    if search:
        found = found.filter(Q(user__display_name__icontains=search) | Q(user__username__icontains=search) | Q(unit__name__icontains=search))
    return found


def audit_log(actor: Actor, search: str = "") -> QuerySet[AuditEntry]:
    """Entries of the actor's district, newest first; searched by the name of the action and the summary."""
    entries = AuditEntry.objects.filter(district=actor.district).select_related("user")
    if not search:
        return entries
    return entries.filter(Q(action__in=action_names.named(search)) | Q(action__icontains=search) | Q(summary__icontains=search))


def areas(actor: Actor) -> QuerySet[Area]:
    """The actor's district and all that lies within."""
    return Area.objects.filter(Q(pk=actor.district.pk) | Q(district=actor.district))


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The person's tokens under this membership, newest first."""
    return ApiToken.objects.filter(membership=actor.membership)


def token_by_secret(secret: str) -> ApiToken | None:
    """The token that a caller shows, if it and its person are still valid; notes its use, at most once an hour."""
    now = timezone.now()
    token = (
        ApiToken.objects.filter(digest=token_digest(secret), revoked_at=None, expires_at__gt=now)
        .filter(membership__is_active=True, membership__unit__is_active=True, membership__user__is_active=True)
        .select_related("membership__user", "membership__unit__district")
        .first()
    )
    if token is not None and (token.last_used_at is None or token.last_used_at < now - timedelta(hours=1)):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
