"""A team at work: its leader, its volunteers, an occasion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.models import ServiceSession, Skill, Team, Volunteer
from kepu.volunteers.services import add_to_team, add_volunteer, create_team, load_usual_skills, open_session

HERE = (29.5630, 106.5516)
MORNING = datetime(2026, 3, 7, 9, 0, tzinfo=timezone.get_fixed_timezone(480))


@pytest.fixture
def skills(system: Actor) -> dict[str, Skill]:
    """Topics by code."""
    load_usual_skills(actor=system)
    return {skill.code: skill for skill in Skill.objects.filter(district=system.district)}


@pytest.fixture
def team(system: Actor, team_leader: Actor, units: dict[str, Unit], skills: dict[str, Skill]) -> Team:
    """A team of the health commission, which `team_leader` leads."""
    return create_team(
        actor=system,
        unit=units["区卫生健康委"],
        name="红岩健康科普服务队",
        skills=[skills["chronic"], skills["first-aid"]],
        languages=["cmn", "local"],
        latitude=HERE[0],
        longitude=HERE[1],
        leaders=[team_leader.membership],
        is_recruiting=True,
    )


MakeVolunteer = Callable[..., Volunteer]


@pytest.fixture
def volunteer_named(system: Actor) -> MakeVolunteer:
    """Make a volunteer, in a team if one is given."""
    numbers = iter(range(10_000_000, 99_999_999))

    def make(name: str, team: Team | None = None, **values: Any) -> Volunteer:
        values.setdefault("phone", f"138{next(numbers)}")
        volunteer = add_volunteer(actor=system, name=name, **values)
        if team is not None:
            add_to_team(actor=system, volunteer=volunteer, team=team)
            volunteer.refresh_from_db()
        return volunteer

    return make


@pytest.fixture
def zhang(volunteer_named: MakeVolunteer, team: Team) -> Volunteer:
    return volunteer_named("张晓明", team, phone="13800138000")


@pytest.fixture
def zhang_himself(zhang: Volunteer) -> VolunteerActor:
    return VolunteerActor.of_volunteer(zhang)


@pytest.fixture
def session(team_leader: Actor, team: Team, skills: dict[str, Skill]) -> ServiceSession:
    """Two hours on a Saturday morning."""
    return open_session(
        actor=team_leader,
        team=team,
        title="量血压，话健康",
        place="领事巷社区活动室",
        latitude=HERE[0],
        longitude=HERE[1],
        starts_at=MORNING,
        ends_at=MORNING + timedelta(hours=2),
        topic=skills["chronic"],
        level=ServiceSession.Level.SKILLED,
    )


@pytest.fixture
def clock() -> Any:
    """The time that all code reads, five minutes before the session begins; `clock.shift(seconds)` moves it on."""
    with time_machine.travel(MORNING - timedelta(minutes=5), tick=False) as traveller:
        yield traveller
