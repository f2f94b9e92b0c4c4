"""Work of the house in the background, and how any room has something done every day."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from .services.attachments import sweep_files

SWEEP_HOUR = 3  # local time at which nobody works
RESULTS_KEPT = 30  # days


def every_day(what: Task[Any, Any], hour: int) -> None:
    """Have the worker do the task when it is next that hour, unless it is planned already."""
    if DBTaskResult.objects.filter(task_path=what.module_path, status=TaskResultStatus.READY).exists():
        return
    now = timezone.localtime()
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    what.using(run_after=today if now < today else today + datetime.timedelta(days=1)).enqueue()


@task()
def sweep() -> None:
    """Delete files that no row names and results of old tasks, and again tomorrow, which is planned first, so that a failure does not end it."""
    schedule()
    sweep_files()
    call_command("prune_db_task_results", queue_name="*", min_age_days=RESULTS_KEPT, verbosity=0)


def schedule() -> None:
    """Plan the sweep."""
    every_day(sweep, SWEEP_HOUR)
