"""Work of orders in the background."""

from __future__ import annotations

import datetime
from collections import Counter

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kepu.notifications.services import forget_codes
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area

from .services.follow_up import follow_up_orders


def follow_up_everywhere() -> dict[str, Counter[str]]:
    """Do what is due now in every district; district name -> what was done."""
    forget_codes()
    return {area.name: follow_up_orders(actor=Actor.system(area)) for area in Area.objects.filter(level=Area.Level.DISTRICT)}


@task()
def hourly() -> None:
    """Follow up now, and again in an hour, which is planned first, so that a failure does not end it."""
    schedule()
    follow_up_everywhere()


def schedule() -> None:
    """Have the worker follow up every hour, unless it is planned already."""
    if DBTaskResult.objects.filter(task_path=hourly.module_path, status=TaskResultStatus.READY).exists():
        return
    hourly.using(run_after=timezone.now() + datetime.timedelta(hours=1)).enqueue()
