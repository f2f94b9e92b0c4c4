"""`make run` shows a demo district, and never on top of a real one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from importlib.resources import files

import pytest
import time_machine
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from kepu.config import demo
from kepu.config.demo.district import STREETS
from kepu.engines.plan_document import read_plan
from kepu.evidence.models import EvidenceRecord
from kepu.governance.models import ProgressReport
from kepu.orders.planning import week_of
from kepu.orders.planning.problem import TO_PLAN
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Area, Unit
from kepu.organizations.services import create_district
from kepu.plans.models import WorkItem
from kepu.volunteers.models import Certificate, HourEntry, ServiceSession, Staff, Team, Volunteer

# A demo whose story has just begun is made in a second or two and has all its people.
EARLY = date(2021, 2, 10)


def test_the_demo_district_is_marked_complete_and_made_once(db: None) -> None:
    district = demo.load(EARLY)
    assert district.is_demo
    assert Area.objects.filter(district=district, level="street", is_demo=True).count() == len(STREETS) == 11
    assert Unit.objects.filter(district=district).count() == 45 + 79 + 3
    assert demo.load() == district
    assert Unit.objects.count() == 45 + 79 + 3


def test_the_demo_is_refused_where_a_real_district_is_served(db: None) -> None:
    create_district(code="500105", name="江北区")
    with pytest.raises(Conflict):
        demo.load()
    assert Area.objects.count() == 1


def test_each_printed_sign_in_works(db: None) -> None:
    demo.load(EARLY)
    for person in demo.SIGN_INS:
        client = Client()
        client.post("/accounts/login/", {"login": person.username, "password": demo.DEMO_PASSWORD})
        page = client.get("/")
        assert page.status_code == 200 and "演示数据" in page.content.decode(), person


def test_the_demo_has_a_year_of_voluntary_service_that_agrees_with_the_ledger(db: None) -> None:
    district = demo.load(EARLY)
    assert Team.objects.filter(district=district).count() == 35
    assert Volunteer.objects.filter(district=district, state="active").count() == 600
    minutes = HourEntry.objects.filter(state="confirmed").aggregate(total=Sum("minutes"))["total"]
    recorded = EvidenceRecord.objects.filter(source_type="volunteers.servicesession").aggregate(total=Sum("quantity"))["total"]
    assert minutes > 100_000 and abs(recorded * 60 - minutes) < 10
    assert Certificate.objects.exists() and Staff.objects.exclude(head="").exists()
    assert {item.state for item in ServiceSession.objects.all()} >= {"open", "closed", "confirmed"}


def test_the_demo_has_a_week_worth_planning(db: None) -> None:
    district = demo.load(EARLY)
    with time_machine.travel(datetime.combine(EARLY, time(8), tzinfo=timezone.get_current_timezone()), tick=False):
        monday = EARLY - timedelta(days=EARLY.weekday())
        weeks = [week_of(district, monday), week_of(district, monday + timedelta(days=7))]
    waiting = [[order for order in week.orders.values() if order.state in TO_PLAN] for week in weeks]
    assert min(len(orders) for orders in waiting) >= 25 and max(len(orders) for orders in waiting) >= 40
    assert len({order.area_id for orders in waiting for order in orders}) >= 15


@pytest.mark.slow
def test_the_demo_tells_of_a_finished_period_and_of_the_next_one(db: None) -> None:
    district = demo.load(date(2026, 11, 20))
    records = EvidenceRecord.objects.filter(district=district)
    assert records.count() > 20_000
    assert set(records.values_list("happened_on__year", flat=True)) == set(range(2021, 2027))
    assert records.filter(happened_on__gt=date(2026, 11, 20)).count() == 0
    training = records.filter(entry="original", kind="training_attendance", happened_on__year__lte=2025)
    assert training.aggregate(total=Sum("quantity"))["total"] > 100_000
    states = WorkItem.objects.filter(plan__district=district, year=2026).values_list("status", flat=True)
    assert {"accepted", "declined", "done", "issued"} <= set(states)
    reports = ProgressReport.objects.filter(district=district)
    assert set(reports.filter(period__year=2023).values_list("state", flat=True)) == {"accepted"}
    assert {"with_head", "with_lead", "with_office", "returned", "draft", "accepted"} == set(
        reports.filter(period__year=2026, period__number=3).values_list("state", flat=True)
    )


@pytest.mark.slow
def test_the_demo_is_the_same_for_the_same_day(db: None) -> None:
    def story() -> list[tuple[object, ...]]:
        found = EvidenceRecord.objects.order_by("sequence").values_list("kind", "happened_on", "quantity", "unit__name", "note")
        # The number of an order comes from its key, which PostgreSQL does not give out twice.
        return [(*record, re.sub(r"服务单\d+", "", note)) for *record, note in found]

    with transaction.atomic():
        demo.load(date(2021, 6, 30))
        first = story()
        transaction.set_rollback(True)
    demo.load(date(2021, 6, 30))
    assert story() == first


def test_the_demo_plan_is_read_with_its_ten_tasks(db: None) -> None:
    plan = read_plan(files("kepu.config.demo").joinpath("plan-2021.txt").read_text(encoding="utf-8"))
    assert len(plan.responsibilities) == 10
    assert [(t.value, t.unit, t.comparison) for t in plan.targets] == [
        (20, "%", ">="),
        (100000, "人次", ">="),
        (5, "个", ">="),
        (1, "次", ">="),
    ]
    assert plan.doubts == ()
