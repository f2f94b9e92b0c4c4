"""Volunteers of the demo district: people, a year of service with hours and certificates, experts, staff. Stored in bulk, as an import is."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.volunteers.identity import key_of
from kepu.volunteers.models import Invitation, Staff, Team, TeamMembership, Volunteer, VolunteerEvent

from . import service
from .people import GIVEN, SURNAMES
from .teams import found_teams

PEOPLE = 600
PHONE = "13800138000"  # of a volunteer whom the operator may try; the code stands on the page of text messages
WORK = ("教师", "医生", "工程师", "公务员", "社区工作者", "大学生", "退休", "企业职员")
TITLES = ("教授", "主任医师", "高级工程师", "研究员", "特级教师", "高级农艺师")
EMPLOYERS = ("重庆医科大学附属第一医院", "重庆大学", "中科院重庆研究院", "区人民医院", "巴蜀中学", "重庆科技馆")


def settle(system: Actor, units: dict[str, Unit], today: date) -> None:
    """Teams, people, their service in the year up to the day, and what waits for somebody today."""
    chance = random.Random(f"volunteers-{today}")
    teams = found_teams(system, units, today)
    members = _people(system, teams, today, chance)
    service.year(system, members, today, chance)
    _applications(system, teams, today, chance)
    experts = _experts(system, chance)
    _invitations(system, units, experts, today, chance)
    _staff(system, units, today, chance)


def _people(system: Actor, teams: list[Team], today: date, chance: random.Random) -> dict[Team, list[Volunteer]]:
    streets = list(Area.objects.filter(district=system.district, level=Area.Level.STREET))
    people = Volunteer.objects.bulk_create([_person(system, number, streets, chance) for number in range(PEOPLE)], batch_size=500)
    since = timezone.make_aware(datetime.combine(today - timedelta(days=400), datetime.min.time()))
    Volunteer.objects.filter(district=system.district).update(applied_at=since)
    VolunteerEvent.objects.bulk_create(VolunteerEvent(volunteer=one, role="system", verb="import", to_state=one.state) for one in people)
    members: dict[Team, list[Volunteer]] = {team: [] for team in teams}
    for number, person in enumerate(people):
        members[teams[number % len(teams)]].append(person)
    joined = [
        TeamMembership(
            team=team, volunteer=person, state="active", duty="organiser" if place == 0 else "member", joined_on=since.date(), decided_at=since
        )
        for team, own in members.items()
        for place, person in enumerate(own)
    ]
    TeamMembership.objects.bulk_create(joined, batch_size=500)
    links = [
        Volunteer.skills.through(volunteer_id=person.pk, skill_id=skill.pk)
        for team, own in members.items()
        for skill in team.skills.all()
        for person in own[:: chance.choice((1, 2))]
    ]
    Volunteer.skills.through.objects.bulk_create(links, batch_size=1000)
    fields = {(link.volunteer_id, link.skill_id) for link in links}
    field_of = {skill.pk: skill.field_id for team in teams for skill in team.skills.all()}
    pairs = sorted({(person, field_of[skill]) for person, skill in fields})
    Volunteer.fields.through.objects.bulk_create([Volunteer.fields.through(volunteer_id=a, skillfield_id=b) for a, b in pairs], batch_size=1000)
    return members


def _person(system: Actor, number: int, streets: list[Area], chance: random.Random) -> Volunteer:
    phone = PHONE if number == 0 else f"138000{number:05d}"
    return Volunteer(
        district=system.district,
        name="张晓明" if number == 0 else chance.choice(SURNAMES) + chance.choice(GIVEN),
        sex=chance.choice(("male", "female")),
        phone=phone,
        phone_key=key_of(system.district.code, "phone", phone),
        consent_version="2026-1",
        consented_at=timezone.now(),
        politics=chance.choice(("party", "masses", "masses", "league")),
        education=chance.choice(("master", "bachelor", "bachelor", "college", "secondary")),
        occupation=chance.choice(WORK),
        area=chance.choice(streets),
        languages=["cmn", "local"] if chance.random() < 0.6 else ["cmn"],
        weekly_minutes=chance.choice((120, 180, 240, 360)),
        preferences=chance.choice(("周末", "工作日上午", "晚上", "")),
        state="active",
        source="import",
    )


def _applications(system: Actor, teams: list[Team], today: date, chance: random.Random) -> None:
    """Who applied lately and waits for a leader."""
    streets = list(Area.objects.filter(district=system.district, level=Area.Level.STREET))
    people = [_person(system, PEOPLE + number, streets, chance) for number in range(9)]
    for person in people:
        person.state, person.source = "applied", "public"
    Volunteer.objects.bulk_create(people)
    open_teams = [team for team in teams if team.is_recruiting]
    TeamMembership.objects.bulk_create(
        TeamMembership(team=open_teams[number % 4], volunteer=person, state="applied", message="想为邻居做点事。")
        for number, person in enumerate(people[:7])
    )


def _experts(system: Actor, chance: random.Random) -> list[Volunteer]:
    experts = list(Volunteer.objects.filter(district=system.district, state="active").order_by("pk")[1::19])
    for number, expert in enumerate(experts):
        expert.is_expert, expert.is_silver_age = True, number % 2 == 0
        expert.title, expert.employer = chance.choice(TITLES), chance.choice(EMPLOYERS)
        expert.biography = "长期从事科研和教学，乐于把专业知识讲给大众听，可到学校、社区和机关作报告。"
    Volunteer.objects.bulk_update(experts, ["is_expert", "is_silver_age", "title", "employer", "biography"])
    return experts


def _invitations(system: Actor, units: dict[str, Unit], experts: list[Volunteer], today: date, chance: random.Random) -> None:
    names = ("渝中大讲堂", "科技周专家报告", "社区科普大学公开课", "科学家进校园")
    inviting = [units[name] for name in ("区科协", "区教委", "区委组织部", "区卫生健康委")]
    made = []
    for number, expert in enumerate(experts):
        moment = timezone.make_aware(datetime.combine(today + timedelta(days=9 - 7 * number), datetime.min.time())) + timedelta(hours=14)
        state = "sent" if number < 2 else chance.choice(("accepted", "accepted", "accepted", "declined"))
        values = {"title": names[number % 4], "place": "区文化馆报告厅", "starts_at": moment, "ends_at": moment + timedelta(hours=2)}
        made.append(Invitation(district=system.district, expert=expert, unit=inviting[number % 4], state=state, **values))
    Invitation.objects.bulk_create(made)


def _staff(system: Actor, units: dict[str, Unit], today: date, chance: random.Random) -> None:
    """Full-time and part-time staff of each unit, and the three heads who serve in a street's association."""
    made = []
    for unit in units.values():
        for full in (True, False, False):
            made.append(_member(system, unit, full, today, chance))
        if unit.type == Unit.Type.STREET:
            for head in (Staff.Head.HOSPITAL, Staff.Head.SCHOOL, Staff.Head.STATION):
                member = _member(system, unit, False, today, chance)
                member.head, member.post, member.rank = head, f"{unit.name}科协副主席（兼职）", Staff.Rank.SENIOR
                made.append(member)
    Staff.objects.bulk_create(made)


def _member(system: Actor, unit: Unit, full: bool, today: date, chance: random.Random) -> Staff:
    return Staff(
        district=system.district,
        unit=unit,
        name=chance.choice(SURNAMES) + chance.choice(GIVEN),
        sex=chance.choice(("male", "female")),
        employment=Staff.Employment.FULL_TIME if full else Staff.Employment.PART_TIME,
        education=chance.choice(("master", "bachelor", "bachelor", "college")),
        rank=chance.choice(Staff.Rank.values),
        task=chance.choice(Staff.Task.values),
        days=0 if full else chance.randrange(10, 90),
        started_on=date(today.year - chance.randrange(1, 8), 1, 1),
    )
