"""Long work in the background, with progress that everybody can trust.

    def build(*, actor: Actor, progress: Progress, plan_id: int) -> JobResult: …      # a function of a module
    job = start_job(actor=request.actor, kind="annual_report", run=build, title=_("年度报告"), plan_id=plan.pk)
    return redirect("organizations:job", pk=job.pk)                                   # the page follows it

A worker that dies leaves a job without a heartbeat; it is shown as failed and can be started again. What is done under `progress.held()`
happens only if nobody declared the job failed meanwhile.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task

from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidWorkbook, KepuError, RowError
from kepu.organizations.models import Attachment, Job, Membership

from .attachments import attach
from .base import audit, service

BEAT = 10.0  # seconds
LOST_AFTER = datetime.timedelta(seconds=90)
NOT_STARTED_AFTER = datetime.timedelta(hours=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobResult:
    """What came of a job: a message, and if wanted a file to fetch and a page to go to; `alarming` when it was done but the news is bad."""

    message: str
    filename: str = ""
    content: bytes = b""
    url: str = ""
    alarming: bool = False


@dataclass
class Progress:
    """What a running job tells about itself."""

    job_id: int
    _told: float = field(default=-1.0, repr=False)

    def report(self, done: int, total: int, message: str = "") -> None:
        """How far it is. Cheap to call for every item: it writes for each whole percent only, and never inside a transaction that others wait for."""
        share = done / total if total else 0.0
        if 0 <= share - self._told < 0.01 and done < total:
            return
        self._told = share
        self._write(done=min(done, total), total=total, message=message[:500], beat_at=timezone.now())

    @contextmanager
    def held(self) -> Iterator[None]:
        """One transaction in which the work is stored; Conflict when the job was declared failed before."""
        with transaction.atomic():
            if not Job.objects.select_for_update().filter(pk=self.job_id, state=Job.State.RUNNING).exists():
                raise Conflict(_("任务已被中止，没有写入任何数据。"))
            yield

    def source(self) -> bytes:
        """The uploaded file that the job works on."""
        attachment = Attachment.objects.get(pk=Job.objects.values_list("source_id", flat=True).get(pk=self.job_id))
        with attachment.file.open("rb") as file:
            return file.read()

    def _write(self, **values: Any) -> None:
        Job.objects.filter(pk=self.job_id, state=Job.State.RUNNING).update(**values)


Run = Callable[..., JobResult | str | None]


@service
def start_job(
    *,
    actor: Actor,
    kind: str,
    run: Run,
    title: str = "",
    source: Attachment | None = None,
    back_url: str = "",
    background: bool = True,
    **arguments: Any,
) -> Job:
    """Ask for a long run of a function of a module, `run(*, actor, progress, **arguments)`; arguments must be fit for JSON.

    With `background=False` nothing is queued and the caller runs it at once by `run_job`, for work that is short after all.
    """
    require(actor, "organizations.start_job")
    job = Job.objects.create(
        district=actor.district,
        owner=actor.user,
        membership=actor.membership,
        kind=kind,
        title=(title or kind)[:200],
        run=f"{run.__module__}.{run.__qualname__}",
        arguments=arguments,
        source=source,
        back_url=back_url,
    )
    audit(actor, "organizations.start_job", job, job.title, kind=kind)
    if background:
        transaction.on_commit(lambda: run_in_background.enqueue(job.pk))
    return job


@service
def retry_job(*, actor: Actor, job: Job) -> Job:
    """Start a failed job again with what it was given."""
    job = fetch(actor, Job, "organizations.view_job", lock=True, pk=job.pk)
    if job.state != Job.State.FAILED:
        raise Conflict(_("只有未完成的任务可以重新开始。"))
    job.state, job.done, job.total, job.message, job.errors = Job.State.WAITING, 0, 0, "", []
    job.created_at, job.beat_at, job.finished_at = timezone.now(), None, None
    job.save()
    audit(actor, "organizations.retry_job", job, job.title)
    transaction.on_commit(lambda: run_in_background.enqueue(job.pk))
    return job


@task()
def run_in_background(job_id: int) -> None:
    """The task that a worker takes from the queue."""
    run_job(job_id)


def run_job(job_id: int) -> None:
    """Run a waiting job to its end; a second call for the same job does nothing. Never raises: the job tells what went wrong."""
    now = timezone.now()
    if not Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(state=Job.State.RUNNING, beat_at=now):
        return
    job = Job.objects.select_related("district", "owner", "membership__unit__district").get(pk=job_id)
    try:
        with _heartbeat(job_id):
            actor = _actor_of(job)
            outcome = import_string(job.run)(actor=actor, progress=Progress(job_id), **job.arguments)
            _finish(job, actor, outcome if isinstance(outcome, JobResult) else JobResult(outcome or _("已完成")))
    except InvalidWorkbook as error:
        _fail(job_id, error.message, error.rows)
    except KepuError as error:
        _fail(job_id, "；".join(error.fields.values()) or error.message)
    except Exception:  # the worker must live on, whatever the work did
        log.exception("job %s failed", job_id)
        _fail(job_id, _("系统出错，没有完成。可以重新开始；仍不成功请联系系统运维，并告知任务编号 %d。") % job_id)


def sweep_jobs() -> int:
    """Declare failed what has no heartbeat any more or never started; how many."""
    now = timezone.now()
    lost = Job.objects.filter(state=Job.State.RUNNING, beat_at__lt=now - LOST_AFTER).update(
        state=Job.State.FAILED, finished_at=now, message=_("后台进程中断，没有完成。没有写入数据，可以重新开始。")
    )
    unborn = Job.objects.filter(state=Job.State.WAITING, created_at__lt=now - NOT_STARTED_AFTER).update(
        state=Job.State.FAILED, finished_at=now, message=_("后台进程没有运行，任务未能开始。请联系系统运维后重新开始。")
    )
    return lost + unborn


def _actor_of(job: Job) -> Actor:
    """The person under the hat of then; a hat that was taken away meanwhile may do nothing."""
    if job.owner is None:
        return Actor.system(job.district)
    hat: Membership | None = job.membership
    if hat is None or not hat.is_active or not hat.user.is_active:
        raise Conflict(_("发起人已不再担任原来的角色，任务没有执行。"))
    return Actor.of(hat)


@transaction.atomic
def _finish(job: Job, actor: Actor, result: JobResult) -> None:
    stored = attach(actor=actor, file=ContentFile(result.content, name=result.filename), owner=job) if result.filename else None
    finished = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.DONE,
        message=result.message[:500],
        result=stored,
        result_url=result.url,
        is_alarming=result.alarming,
        finished_at=timezone.now(),
    )
    if not finished:
        raise Conflict(_("任务已被中止。"))


def _fail(job_id: int, message: str, rows: Sequence[RowError] = ()) -> None:
    errors = [[error.sheet, error.row, error.column, error.message] for error in rows]
    Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(
        state=Job.State.FAILED, message=message[:500], errors=errors, finished_at=timezone.now()
    )


@contextmanager
def _heartbeat(job_id: int) -> Iterator[None]:
    """Says every few seconds that the process lives, also while the work says nothing."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            try:
                Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(beat_at=timezone.now())
            except DatabaseError:  # the work itself holds the only write lock of SQLite; the next beat will do
                log.debug("no heartbeat for job %s", job_id)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
