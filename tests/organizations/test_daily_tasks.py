"""What the house does every day without being asked."""

from __future__ import annotations

import datetime
import os
import time

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kepu.organizations import tasks
from kepu.organizations.actors import Actor
from kepu.organizations.services import attach


def planned() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path=tasks.sweep.module_path, status=TaskResultStatus.READY))


@pytest.mark.parametrize(("hour", "day"), [(1, 25), (9, 26)])
def test_the_house_is_swept_at_three_at_night_without_piling_up(db: None, hour: int, day: int) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 25, hour, tzinfo=timezone.get_default_timezone()), tick=False):
        for _start in range(3):
            tasks.schedule()
    assert [timezone.localtime(task.run_after).strftime("%d %H:%M") for task in planned()] == [f"{day} 03:00"]


def test_a_lost_file_is_swept_and_the_next_sweep_is_planned(reporter: Actor) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = attach(actor=reporter, file=ContentFile(b"lost", name="b.txt"))
        raise RuntimeError
    two_days_ago = time.time() - 172_800
    os.utime(default_storage.path(lost.file.name), (two_days_ago, two_days_ago))
    tasks.sweep.call()
    assert not default_storage.exists(lost.file.name)
    assert len(planned()) == 1


def test_results_of_old_tasks_are_forgotten(db: None) -> None:
    tasks.schedule()
    (done,) = planned()
    month_ago = timezone.now() - datetime.timedelta(days=31)
    DBTaskResult.objects.filter(pk=done.pk).update(status=TaskResultStatus.SUCCESSFUL, finished_at=month_ago)
    tasks.sweep.call()
    assert not DBTaskResult.objects.filter(pk=done.pk).exists()
