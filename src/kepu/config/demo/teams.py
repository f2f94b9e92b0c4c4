"""Volunteers' teams of the demo district: some of departments, one of each street; seats lie where the streets are."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, time
from importlib.resources import files

from kepu.organizations.actors import Actor
from kepu.organizations.models import Membership, Role, Unit
from kepu.organizations.services import add_membership
from kepu.volunteers.models import Skill, Team
from kepu.volunteers.services import create_team, load_usual_skills, set_weekly_times

from .people import who_signs_in

# Middle of each street, to about a hundred metres.
POINTS = {
    "七星岗街道": (29.5575, 106.5670),
    "解放碑街道": (29.5580, 106.5770),
    "两路口街道": (29.5520, 106.5500),
    "上清寺街道": (29.5620, 106.5420),
    "菜园坝街道": (29.5480, 106.5530),
    "南纪门街道": (29.5500, 106.5720),
    "朝天门街道": (29.5650, 106.5860),
    "大溪沟街道": (29.5680, 106.5580),
    "大坪街道": (29.5400, 106.5200),
    "化龙桥街道": (29.5560, 106.5160),
    "石油路街道": (29.5370, 106.5080),
}
STREET_SKILLS = "chronic smartphone anti-fraud waste fire-safety"
LEADER = "team"
LED = "红岩健康科普服务队"


@dataclass(frozen=True)
class Plan:
    """A team as the demo wants it."""

    unit: str
    name: str
    skills: list[str]
    languages: list[str]
    times: list[tuple[int, time, time]]
    weekly_minutes: int
    max_distance_km: int


def found_teams(system: Actor, units: dict[str, Unit], today: date) -> list[Team]:
    """All teams, the first of which the sign-in `team` leads."""
    load_usual_skills(actor=system)
    skills = {skill.code: skill for skill in Skill.objects.filter(district=system.district)}
    places = list(POINTS.values())
    made = []
    for number, plan in enumerate(_plans()):
        unit = units[plan.unit]
        latitude, longitude = POINTS.get(plan.unit, places[number % len(places)])
        team = create_team(
            actor=system,
            unit=unit,
            name=plan.name,
            skills=[skills[code] for code in plan.skills],
            languages=plan.languages,
            latitude=latitude,
            longitude=longitude,
            weekly_minutes=plan.weekly_minutes,
            max_distance_km=plan.max_distance_km,
            leaders=[_leader(system, unit)] if plan.name == LED else [],
            is_recruiting=number % 3 == 0,
            wanted="热心科普，每月能服务一次" if number % 3 == 0 else "",
            founded_on=date(today.year - 3 - number % 5, 3, 5),
            description=f"{unit.name}的科技志愿服务队，进社区、进学校，面对面讲科学。",
        )
        set_weekly_times(actor=system, owner=team, times=plan.times)
        made.append(team)
    return made


def _leader(system: Actor, unit: Unit) -> Membership:
    user = who_signs_in(system, LEADER, "周敏")
    return add_membership(actor=system, user=user, unit=unit, role=Role.TEAM_LEADER)


def _plans() -> list[Plan]:
    text = files("kepu.config.demo").joinpath("teams.csv").read_text(encoding="utf-8")
    plans = [
        Plan(
            unit=row["unit"],
            name=row["name"],
            skills=row["skills"].split(),
            languages=row["languages"].split(),
            times=[(int(day), time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"])) for day in row["weekdays"].split()],
            weekly_minutes=int(row["weekly"]),
            max_distance_km=int(row["distance"]),
        )
        for row in csv.DictReader(text.splitlines())
    ]
    morning = [(day, time(9), time(11, 30)) for day in (1, 3, 5)]
    streets = [Plan(street, f"{street}科普志愿服务队", STREET_SKILLS.split(), ["cmn", "local"], morning, 600, 5) for street in POINTS]
    return plans + streets
