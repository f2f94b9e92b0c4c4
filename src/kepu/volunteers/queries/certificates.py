"""What everybody may learn of a certificate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kepu.volunteers.identity import mask_name
from kepu.volunteers.models import Certificate
from kepu.volunteers.services.certificates import ALPHABET, LENGTH, confirmed

from .people import in_hours


@dataclass(frozen=True)
class Verified:
    """A genuine certificate: the masked name and the hours, and whether it still holds."""

    holder: str
    district: str
    first_day: date
    last_day: date
    hours: Decimal
    hours_now: Decimal
    stars: int
    issued_on: date
    revoked_on: date | None
    reason: str


def verify_certificate(code: str) -> Verified | None:
    """What the public page says of a code as a person types it; None for one that was never given out."""
    plain = re.sub(r"[\s\-]", "", code).upper()
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return None
    found = Certificate.objects.filter(code=plain).select_related("district", "volunteer").first()
    if found is None:
        return None
    return Verified(
        holder=mask_name(found.holder) if found.holder else "",
        district=found.district.name,
        first_day=found.first_day,
        last_day=found.last_day,
        hours=in_hours(found.minutes),
        hours_now=in_hours(confirmed(found.volunteer, found.first_day, found.last_day)[0]),
        stars=found.stars,
        issued_on=timezone.localtime(found.issued_at).date(),
        revoked_on=timezone.localtime(found.revoked_at).date() if found.revoked_at else None,
        reason=found.reason,
    )
