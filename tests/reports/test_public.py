"""Anybody follows the progress that the office opened, and nothing else."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from kepu.evidence.services import record_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan
from kepu.plans.services import set_plan_public

from .conftest import TODAY

PAGE = "/public/500103/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(10), datetime.UTC), tick=True):
        yield


@pytest.fixture
def open_plan(year: Plan, office: Actor) -> Plan:
    return set_plan_public(actor=office, plan=year, public=True)


def test_a_plan_that_is_not_open_cannot_be_found(year: Plan) -> None:
    assert Client().get(PAGE).status_code == 404
    assert Client().get(f"{PAGE}indicators.json").status_code == 404
    assert year.title not in Client().get("/public/").content.decode()


def test_the_public_sees_indicators_with_their_interval_and_the_work_by_action(open_plan: Plan) -> None:
    text = Client().get(PAGE).content.decode()
    assert "21%" in text and "19.5%—22.5%" in text and "2,000人次" in text
    assert "实施产业工人科学素质提升行动" in text


def test_no_person_and_no_name_of_a_user_is_shown(open_plan: Plan, office: Actor) -> None:
    assert office.user is not None
    assert office.user.username not in Client().get(PAGE).content.decode()


def test_a_number_of_people_that_is_too_small_is_held_back(open_plan: Plan, system: Actor, units: dict[str, Unit]) -> None:
    record_evidence(
        actor=system, kind="activity_attendance", happened_on=TODAY, quantity=3, unit=units["区科协"], audience="elderly", note="三人小组"
    )
    text = Client().get(PAGE).content.decode()
    assert "少于5人次" in text and "三人小组" not in text


def test_open_data_say_the_same_in_json_csv_and_excel(open_plan: Plan) -> None:
    client = Client()
    found = client.get(f"{PAGE}indicators.json").json()
    by_code = {indicator["code"]: indicator for indicator in found["indicators"]}
    assert by_code["literate_share"]["values"] == [{"year": 2026, "value": 21, "low": 19.5, "high": 22.5}]
    assert by_code["training_attendance"]["values"][0]["value"] == 2000
    lines = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}indicators.csv").content.decode("utf-8-sig"))))
    assert {(line["指标代号"], line["年度"]): line["数值"] for line in lines}["training_attendance", "2026"] == "2000"
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}indicators.xlsx").content)).active
    assert sheet is not None
    assert {(row[3], row[6]): row[7] for row in sheet.iter_rows(values_only=True)}["training_attendance", 2026] == 2000


def test_a_page_for_everybody_may_be_kept_but_never_one_of_a_person(open_plan: Plan, office: Actor, client_for: Callable[[Actor], Client]) -> None:
    assert "public" in Client().get(PAGE).headers["Cache-Control"]
    assert "no-store" in client_for(office).get(PAGE).headers["Cache-Control"]


def test_the_second_visitor_costs_no_sums(open_plan: Plan, django_assert_max_num_queries: Callable[..., object]) -> None:
    Client().get(PAGE)
    with django_assert_max_num_queries(3):
        Client().get(PAGE)


def test_the_first_visitor_costs_a_bounded_number_of_queries(open_plan: Plan, django_assert_max_num_queries: Callable[..., object]) -> None:
    with django_assert_max_num_queries(40):
        Client().get(PAGE)


def test_closing_the_plan_closes_the_page_at_once(open_plan: Plan, office: Actor) -> None:
    Client().get(PAGE)
    set_plan_public(actor=office, plan=open_plan, public=False)
    assert Client().get(PAGE).status_code == 404
