"""Reports that were made."""

from __future__ import annotations

from django.db.models import QuerySet

from kepu.organizations.actors import Actor
from kepu.organizations.models import Job
from kepu.reports.models import Report


def reports(actor: Actor) -> QuerySet[Report]:
    """Reports of the district, newest first."""
    return Report.objects.filter(district=actor.district).select_related("plan", "made_by", "document", "workbook")


def running(actor: Actor) -> QuerySet[Job]:
    """Reports of the district that are being made."""
    return Job.objects.filter(district=actor.district, kind="report", state__in=(Job.State.WAITING, Job.State.RUNNING)).select_related("owner")
