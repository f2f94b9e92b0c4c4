"""What anybody may see: plans that the office opened, without names of people and without small cells."""

from __future__ import annotations

from django.db.models import QuerySet

from kepu.organizations.models import Area
from kepu.plans.models import Plan


def public_plans(district: Area | None = None) -> QuerySet[Plan]:
    """Open plans, of one district or of all."""
    found = Plan.objects.filter(is_public=True).exclude(status=Plan.Status.REVIEW).select_related("district").defer("source_text")
    return found if district is None else found.filter(district=district)
