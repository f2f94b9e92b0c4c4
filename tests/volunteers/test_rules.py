"""Role × operation, on an object of the own team and on one of another."""

from __future__ import annotations

from typing import Any

import pytest

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.models import ServiceSession, Team, Volunteer
from kepu.volunteers.services import create_team

CAST = ("office", "head", "reporter", "team_leader", "community", "leader", "auditor", "operator", "lead_head")
MANAGERS = {"office", "head", "team_leader"}
# Permission -> who holds it on the team of the health commission, or on what belongs to it.
ON_TEAM = {
    "volunteers.create_team": {"office", "head"},
    "volunteers.change_team": MANAGERS,
    "volunteers.change_times": MANAGERS,
    "volunteers.view_members": MANAGERS | {"reporter"},
    "volunteers.decide_member": MANAGERS,
    "volunteers.open_session": MANAGERS | {"reporter"},
}
ON_PERSON = {
    "volunteers.view_people": MANAGERS | {"reporter"},
    "volunteers.change_person": MANAGERS,
    "volunteers.move_person": MANAGERS,
    "volunteers.reveal_person": MANAGERS,
    "volunteers.issue_certificate": MANAGERS,
    "volunteers.erase_person": {"office"},
    "volunteers.export_person": {"office"},
}
ON_SESSION = {
    "volunteers.change_session": MANAGERS | {"reporter"},
    "volunteers.assign": MANAGERS | {"reporter"},
    "volunteers.show_code": MANAGERS | {"reporter", "community"},
    "volunteers.register_presence": MANAGERS | {"community"},
    "volunteers.confirm_hours": MANAGERS | {"community"},
    "volunteers.correct_hours": MANAGERS,
}


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Actor]:
    return {name: request.getfixturevalue(name) for name in CAST}


def holders(cast: dict[str, Actor], perm: str, obj: Any) -> set[str]:
    return {name for name, actor in cast.items() if allowed(actor, perm, obj)}


def test_each_role_holds_what_the_table_says(cast: dict[str, Actor], team: Team, zhang: Volunteer, session: ServiceSession) -> None:
    assert cast["community"].unit is not None
    session.area = cast["community"].unit.area
    found = {perm: holders(cast, perm, obj) for table, obj in ((ON_TEAM, team), (ON_PERSON, zhang), (ON_SESSION, session)) for perm in table}
    assert found == {**ON_TEAM, **ON_PERSON, **ON_SESSION}


def test_nobody_holds_anything_on_another_units_team_but_the_office_and_its_own_head(
    cast: dict[str, Actor], team: Team, system: Actor, units: dict[str, Unit]
) -> None:
    other = create_team(actor=system, unit=units["区教委"], name="别的队")
    assert {perm: holders(cast, perm, other) for perm in ON_TEAM} == {perm: {"office", "lead_head"} for perm in ON_TEAM}


def test_a_community_of_another_place_hosts_nothing(cast: dict[str, Actor], session: ServiceSession) -> None:
    assert "community" not in holders(cast, "volunteers.confirm_hours", session)


def test_a_volunteer_holds_what_concerns_himself_and_nothing_else(zhang_himself: VolunteerActor, zhang: Volunteer, team: Team) -> None:
    held = {perm for perm in ON_PERSON if allowed(zhang_himself, perm, zhang)}
    assert held == {f"volunteers.{perm}" for perm in ("view_people", "change_person", "issue_certificate", "erase_person", "export_person")}
    stranger = Volunteer(pk=zhang.pk + 1, district=zhang.district)
    assert not [perm for perm in ON_PERSON if allowed(zhang_himself, perm, stranger)]
    assert not [perm for perm in ON_TEAM if allowed(zhang_himself, perm, team)]


def test_a_resident_may_only_apply(system: Actor, zhang: Volunteer, team: Team) -> None:
    resident = Actor.resident(system.district)
    assert allowed(resident, "volunteers.apply")
    assert not [perm for perm in ON_PERSON if allowed(resident, perm, zhang)] + [perm for perm in ON_TEAM if allowed(resident, perm, team)]
