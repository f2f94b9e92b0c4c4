"""Long work tells how far it is, what came of it, and when it died."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidWorkbook, RowError
from kepu.organizations.models import AuditEntry, Job, Unit
from kepu.organizations.services import attach, create_unit, retry_job, start_job
from kepu.organizations.services.jobs import JobResult, Progress, run_job, sweep_jobs

ClientFor = Callable[[Actor], Client]


def count_to(*, actor: Actor, progress: Progress, end: int) -> JobResult:
    for number in range(1, end + 1):
        progress.report(number, end, "数数")
    return JobResult(f"数到 {end}", filename="结果.txt", content=b"done", url="/units/")


def found_errors(*, actor: Actor, progress: Progress) -> None:
    raise InvalidWorkbook([RowError("填写", number, "名称", "不对") for number in range(2, 200)])


def broken(*, actor: Actor, progress: Progress) -> None:
    raise ZeroDivisionError


def declared_dead_meanwhile(*, actor: Actor, progress: Progress) -> None:
    Job.objects.filter(pk=progress.job_id).update(state=Job.State.FAILED, message="中断")
    with progress.held():
        create_unit(actor=actor, name="不该有的单位", type=Unit.Type.OTHER)


def run(actor: Actor, function: Callable[..., object], **arguments: object) -> Job:
    job = start_job(actor=actor, kind="test", run=function, title="试验", background=False, **arguments)  # type: ignore[arg-type]
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_ends_with_its_message_and_its_file(office: Actor, client_for: ClientFor) -> None:
    job = run(office, count_to, end=250)
    assert (job.state, job.done, job.total, job.message) == ("done", 250, 250, "数到 250")
    page = client_for(office).get(f"/jobs/{job.pk}/").content.decode()
    assert "下载 结果.txt" in page and "/units/" in page and "hx-trigger" not in page.split('id="job"')[1].split(">")[0]
    assert job.result is not None and client_for(office).get(f"/attachments/{job.result.pk}/").status_code == 200


def test_a_running_job_asks_again_and_a_part_of_the_page_answers(office: Actor, client_for: ClientFor) -> None:
    job = start_job(actor=office, kind="test", run=count_to, title="试验", background=False, end=3)
    Job.objects.filter(pk=job.pk).update(state="running", done=1, total=3, beat_at=timezone.now())
    part = client_for(office).get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" in part and "<html" not in part and "33.3%" in part


def test_errors_of_rows_are_listed_and_counted(office: Actor, client_for: ClientFor) -> None:
    job = run(office, found_errors)
    assert job.state == "failed" and len(job.errors) == 198
    page = client_for(office).get(f"/jobs/{job.pk}/").content.decode()
    assert "填写 第 2 行" in page and "另有 98 处错误" in page


def test_a_fault_of_ours_is_told_without_its_innards(office: Actor, caplog: pytest.LogCaptureFixture) -> None:
    job = run(office, broken)
    assert job.state == "failed" and str(job.pk) in job.message and "ZeroDivision" not in job.message
    assert "ZeroDivisionError" in caplog.text


def test_a_job_without_heartbeat_is_reported_as_failed_and_can_be_started_again(office: Actor, client_for: ClientFor) -> None:
    job = start_job(actor=office, kind="test", run=count_to, title="试验", background=False, end=3)
    Job.objects.filter(pk=job.pk).update(state="running", beat_at=timezone.now() - datetime.timedelta(minutes=5))
    assert "后台进程中断" in client_for(office).get(f"/jobs/{job.pk}/").content.decode()
    client_for(office).post(f"/jobs/{job.pk}/retry/")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done"


def test_a_job_that_nobody_took_from_the_queue_is_reported_as_failed(office: Actor) -> None:
    job = start_job(actor=office, kind="test", run=count_to, title="试验", background=False, end=3)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - datetime.timedelta(hours=2))
    assert sweep_jobs() == 1


def test_what_was_declared_failed_writes_nothing_any_more(office: Actor) -> None:
    job = run(office, declared_dead_meanwhile)
    assert (job.state, job.message) == ("failed", "中断")
    assert not Unit.objects.filter(name="不该有的单位").exists()


def test_a_job_runs_once_even_if_it_is_taken_twice(office: Actor) -> None:
    job = run(office, count_to, end=3)
    run_job(job.pk)
    assert AuditEntry.objects.filter(action="organizations.attach").count() == 1


def test_only_a_failed_job_is_started_again(office: Actor) -> None:
    with pytest.raises(Conflict):
        retry_job(actor=office, job=run(office, count_to, end=3))


def test_a_person_who_lost_the_role_gets_nothing_done(office: Actor) -> None:
    assert office.membership is not None
    job = start_job(actor=office, kind="test", run=count_to, title="试验", background=False, end=3)
    office.membership.is_active = False
    office.membership.save()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "角色" in job.message


def test_a_job_is_shown_to_whoever_asked_for_it_only(office: Actor, operator: Actor, client_for: ClientFor) -> None:
    job = run(office, count_to, end=3)
    assert client_for(operator).get(f"/jobs/{job.pk}/").status_code == 403


def test_the_marked_workbook_comes_back(office: Actor, client_for: ClientFor) -> None:
    from tests.organizations.test_workbook import book

    source = attach(actor=office, file=ContentFile(book(["甲"], ["乙"]), name="单位.xlsx"))
    job = start_job(actor=office, kind="test", run=found_errors, title="试验", source=source, background=False)
    run_job(job.pk)
    answer = client_for(office).get(f"/jobs/{job.pk}/errors/")
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
