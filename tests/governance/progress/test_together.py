"""Several people at once: one is first, nobody's work is lost, and the others learn who it was."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kepu.governance.models import ProgressReport, ReportEscalation, ReportingPeriod
from kepu.governance.services import approve_report, follow_up, return_report, save_report, submit_report
from kepu.notifications.models import Delivery, Notice
from kepu.notifications.services import add_robot, announce, deliver_due
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Role
from tests.notifications.servers import robot_host

from .conftest import OpenMonth, fill

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls in threads that start together; what each returned or raised."""
    start = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(index: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            outcomes[index] = call()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_heads_decide_at_once_and_one_is_told_who_was_first(submitted: ProgressReport, head: Actor, person: Callable[..., Actor]) -> None:
    deputy = person(head.unit, Role.UNIT_HEAD, "deputy")
    version = submitted.version
    outcomes = at_once(
        lambda: approve_report(actor=head, report=submitted, version=version),
        lambda: return_report(actor=deputy, report=submitted, version=version, reason="缺数字"),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(refused) == 1, outcomes
    winner = submitted.events.get(version=version + 1)
    assert winner.user is not None and winner.user.username in refused[0].message
    assert submitted.events.count() == 2


def test_a_withdrawal_and_an_approval_cross_and_one_of_them_counts(submitted: ProgressReport, reporter: Actor, head: Actor) -> None:
    from kepu.governance.services import withdraw_report

    version = submitted.version
    outcomes = at_once(
        lambda: withdraw_report(actor=reporter, report=submitted, version=version),
        lambda: approve_report(actor=head, report=submitted, version=version),
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1, outcomes
    report = ProgressReport.objects.get(pk=submitted.pk)
    assert report.state == report.events.last().to_state  # type: ignore[union-attr]


def test_two_who_save_at_once_lose_no_word_silently(report: ProgressReport, reporter: Actor, head: Actor) -> None:
    version = report.version
    outcomes = at_once(
        lambda: save_report(actor=reporter, report=report, version=version, done="填报员"),
        lambda: save_report(actor=head, report=report, version=version, done="负责人"),
    )
    saved = [outcome for outcome in outcomes if isinstance(outcome, ProgressReport)]
    assert len(saved) == 1 and sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1, outcomes
    assert ProgressReport.objects.get(pk=report.pk).done == saved[0].done


def test_a_phone_that_sends_twice_at_once_submits_once(filled: ProgressReport, reporter: Actor, head: Actor) -> None:
    outcomes = at_once(*[lambda: submit_report(actor=reporter, report=filled, version=filled.version)] * 3)
    assert all(isinstance(outcome, ProgressReport) for outcome in outcomes), outcomes
    assert (filled.events.count(), Notice.objects.filter(recipient=head.user).count()) == (1, 1)


def test_two_timers_escalate_once(work: object, open_month: OpenMonth, system: Actor, reporter: Actor, lead_head: Actor) -> None:
    period: ReportingPeriod = open_month(1)
    outcomes = at_once(*[lambda: follow_up(actor=system)] * 2)
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert ReportEscalation.objects.filter(report__period=period).count() == 3
    assert Notice.objects.filter(recipient=reporter.user, kind="late_overdue").count() == 1


def test_two_workers_send_each_message_once(office: Actor, settings: Any) -> None:
    with robot_host() as host:
        settings.KEPU_ROBOT_ORIGINS = [host.origin]
        add_robot(actor=office, kind="wecom", name="工作群", webhook=host.webhook)
        for number in range(8):
            announce(actor=office, title=f"提醒{number}")
        at_once(deliver_due, deliver_due, deliver_due)
        sent = [body["markdown"]["content"] for body in host.bodies]
    assert sorted(sent) == sorted(set(sent)) and len(sent) == 8
    assert Delivery.objects.filter(status="sent").count() == 8


def test_a_period_that_two_open_at_once_is_opened_once(work: object, open_month: OpenMonth, reporter: Actor) -> None:
    outcomes = at_once(open_month, open_month)
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1, outcomes
    assert fill(reporter, ProgressReport.objects.get()).done
