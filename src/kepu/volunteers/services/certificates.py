"""Proofs of hours."""

from __future__ import annotations

import secrets
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.volunteers.honours import stars_of
from kepu.volunteers.models import Certificate, HourEntry, Volunteer

# Without letters and digits that are mistaken for each other when a person types a code from paper; 12 of 31 are 59 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12


@service
def issue_certificate(*, actor: Actor, volunteer: Volunteer, first_day: date, last_day: date) -> Certificate:
    """Certify the confirmed hours of a period. Raises InvalidInput for days that cannot be, Conflict where there are no hours."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.issue_certificate", pk=volunteer.pk)
    if first_day > last_day or last_day > timezone.localdate():
        raise InvalidInput(fields={"last_day": _("结束日期不能早于开始日期，也不能晚于今天")})
    minutes, occasions, points = confirmed(volunteer, first_day, last_day)
    if minutes <= 0:
        raise Conflict(_("这段时间没有已确认的服务时长，不能出具证明。"))
    certificate = Certificate.objects.create(
        district=actor.district,
        volunteer=volunteer,
        code="".join(secrets.choice(ALPHABET) for _place in range(LENGTH)),
        holder=volunteer.name,
        first_day=first_day,
        last_day=last_day,
        minutes=minutes,
        occasions=occasions,
        points=max(points, 0),
        stars=stars_of(confirmed(volunteer, date.min, last_day)[0]),
        issued_by=actor.user,
    )
    audit(actor, "volunteers.issue_certificate", certificate, certificate.code, volunteer=volunteer.pk, minutes=minutes)
    return certificate


@service
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Take a certificate back, with a reason that its public page shows."""
    certificate = access.fetch(actor, Certificate, "volunteers.revoke_certificate", lock=True, pk=certificate.pk)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明撤销的理由")})
    if certificate.revoked_at is not None:
        raise Conflict(_("这份证明已经撤销。"))
    certificate.revoked_at, certificate.reason = timezone.now(), reason.strip()[:300]
    certificate.save()
    audit(actor, "volunteers.revoke_certificate", certificate, certificate.code, reason=certificate.reason)
    return certificate


def confirmed(volunteer: Volunteer, first_day: date, last_day: date) -> tuple[int, int, int]:
    """Minutes, occasions and points that are confirmed, corrections counted in."""
    own = HourEntry.objects.filter(volunteer=volunteer, state=HourEntry.State.CONFIRMED, start_at__date__lte=last_day)
    if first_day > date.min:
        own = own.filter(start_at__date__gte=first_day)
    found = own.aggregate(minutes=Sum("minutes"), points=Sum("points"), occasions=Count("session", distinct=True, filter=Q(is_live=True)))
    return found["minutes"] or 0, found["occasions"], found["points"] or 0
