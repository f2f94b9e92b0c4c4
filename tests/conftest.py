"""The cast of all stories: the people of a small district and an outsider."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django import Settings

from kepu.organizations.actors import Actor
from kepu.organizations.middleware import SESSION_KEY
from kepu.organizations.models import Area, Role, Unit, User
from kepu.organizations.services import (
    add_membership,
    create_area,
    create_district,
    create_unit,
    create_user,
    set_group,
)

from .browser import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A slow machine is no fault of what is tested.
settings.register_profile("kepu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kepu")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL what touches no database is left out; it was tried on SQLite and would be the same."""
    if configured.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    touches = {"db", "transactional_db", "django_db_setup"}
    kept: list[pytest.Item] = []
    without: list[pytest.Item] = []
    for item in items:
        knows = item.get_closest_marker("django_db") or not touches.isdisjoint(getattr(item, "fixturenames", ()))
        (kept if knows else without).append(item)
    config.hook.pytest_deselected(items=without)
    items[:] = kept


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all stories. Playwright runs a loop in this thread; tests ask the database all the same, one thing after the other."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    """Files of a test are its own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def district(db: None) -> Area:
    return create_district(code="500103", name="渝中区")


@pytest.fixture
def system(district: Area) -> Actor:
    return Actor.system(district)


@pytest.fixture
def units(system: Actor) -> dict[str, Unit]:
    """Units by name, with the group 各街道."""
    named = {
        "区科协": (Unit.Type.MASS, ()),
        "区教委": (Unit.Type.GOVERNMENT, ()),
        "区卫生健康委": (Unit.Type.GOVERNMENT, ("区卫健委",)),
        "区总工会": (Unit.Type.MASS, ()),
        "区政府": (Unit.Type.GOVERNMENT, ()),
    }
    made = {n: create_unit(actor=system, name=n, type=t, aliases=a) for n, (t, a) in named.items()}
    for number, street in enumerate(("七星岗街道", "解放碑街道"), start=1):
        area = create_area(actor=system, code=f"50010300{number}", name=street, level=Area.Level.STREET, parent=system.district)
        made[street] = create_unit(actor=system, name=street, type=Unit.Type.STREET, area=area)
    set_group(actor=system, name="各街道", members=[made["七星岗街道"], made["解放碑街道"]])
    return made


@pytest.fixture
def person(system: Actor) -> Callable[[Unit, str, str], Actor]:
    """Make a person with one role."""

    def make(unit: Unit, role: str, username: str) -> Actor:
        in_charge = Actor.system(unit.district)
        user = create_user(actor=in_charge, username=username, display_name=username, password="correct horse battery")
        return Actor.of(add_membership(actor=in_charge, user=user, unit=unit, role=role))

    return make


Person = Callable[[Unit, str, str], Actor]


@pytest.fixture
def office(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区科协"], Role.OFFICE, "office")


@pytest.fixture
def reporter(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区卫生健康委"], Role.UNIT_REPORTER, "reporter")


@pytest.fixture
def head(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区卫生健康委"], Role.UNIT_HEAD, "head")


@pytest.fixture
def lead_head(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区教委"], Role.UNIT_HEAD, "lead_head")


@pytest.fixture
def leader(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区政府"], Role.LEADER, "leader")


@pytest.fixture
def auditor(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区政府"], Role.AUDITOR, "auditor")


@pytest.fixture
def operator(units: dict[str, Unit], person: Person) -> Actor:
    return person(units["区科协"], Role.OPERATOR, "operator")


@pytest.fixture
def community(units: dict[str, Unit], person: Person) -> Actor:
    """A worker of a community of the first street."""
    street = units["七星岗街道"].area
    assert street is not None
    in_charge = Actor.system(street.district or street)
    area = create_area(actor=in_charge, code=f"{street.code}001", name="领事巷社区", level=Area.Level.COMMUNITY, parent=street)
    unit = create_unit(actor=in_charge, name="领事巷社区居委会", type=Unit.Type.COMMUNITY, area=area)
    return person(unit, Role.COMMUNITY, "community")


@pytest.fixture
def team_leader(units: dict[str, Unit], person: Person) -> Actor:
    """The head of a volunteers' team that belongs to a department."""
    return person(units["区卫生健康委"], Role.TEAM_LEADER, "team_leader")


@pytest.fixture
def assessor(units: dict[str, Unit], person: Person) -> Actor:
    """Who runs the monitoring of literacy."""
    return person(units["区科协"], Role.ASSESSOR, "assessor")


@pytest.fixture
def interviewer(units: dict[str, Unit], person: Person) -> Actor:
    """Who asks the people of the sample."""
    return person(units["区科协"], Role.INTERVIEWER, "interviewer")


@pytest.fixture
def teacher(units: dict[str, Unit], person: Person) -> Actor:
    """A teacher of science at a school of the district."""
    school = create_unit(actor=Actor.system(units["区教委"].district), name="石油路小学", type=Unit.Type.SCHOOL)
    return person(school, Role.TEACHER, "teacher")


@pytest.fixture
def outsider(db: None, person: Person) -> Actor:
    """The office of another district."""
    other = create_district(code="500105", name="江北区")
    unit = create_unit(actor=Actor.system(other), name="区科协", type=Unit.Type.MASS)
    return person(unit, Role.OFFICE, "outsider")


@pytest.fixture
def client_for() -> Callable[[Actor], Client]:
    """A signed-in browser of an actor."""

    def make(actor: Actor) -> Client:
        assert isinstance(actor.user, User) and actor.membership is not None
        client = Client()
        client.force_login(actor.user)
        session = client.session
        session[SESSION_KEY] = actor.membership.pk
        session.save()
        return client

    return make
