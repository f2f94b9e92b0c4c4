"""`make run` shows a demo district, and never on top of a real one."""

from __future__ import annotations

import pytest
from django.test import Client

from kepu.config import demo
from kepu.config.demo.district import STREETS
from kepu.engines.plan_document import read_plan
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Area, Unit
from kepu.organizations.services import create_district


def test_the_demo_district_is_marked_and_complete(db: None) -> None:
    district = demo.load()
    assert district.is_demo
    assert Area.objects.filter(district=district, level="street", is_demo=True).count() == len(STREETS) == 11
    assert Unit.objects.filter(district=district).count() == 45


def test_loading_the_demo_twice_changes_nothing(db: None) -> None:
    first = demo.load()
    assert demo.load() == first
    assert Unit.objects.count() == 45


def test_the_demo_is_refused_where_a_real_district_is_served(db: None) -> None:
    create_district(code="500105", name="江北区")
    with pytest.raises(Conflict):
        demo.load()
    assert Area.objects.count() == 1


@pytest.mark.parametrize("person", [person.username for person in demo.SIGN_INS])
def test_each_printed_sign_in_works(db: None, person: str) -> None:
    demo.load()
    client = Client()
    client.post("/accounts/login/", {"login": person, "password": demo.DEMO_PASSWORD})
    page = client.get("/")
    assert page.status_code == 200 and "演示数据" in page.content.decode()


def test_the_demo_plan_is_read_with_its_ten_tasks(db: None) -> None:
    from importlib.resources import files

    plan = read_plan(files("kepu.config.demo").joinpath("plan.txt").read_text(encoding="utf-8"))
    assert len(plan.responsibilities) == 10
    assert [(t.value, t.unit, t.comparison) for t in plan.targets] == [
        (20, "%", ">="),
        (100000, "人次", ">="),
        (5, "个", ">="),
        (1, "次", ">="),
    ]
    assert plan.doubts == ()
