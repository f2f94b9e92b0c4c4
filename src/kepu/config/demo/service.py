"""A year of voluntary service: sessions, who came, confirmed hours in the ledger, a few certificates."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from kepu.evidence.services import NewEvidence, record_evidence_many
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.plans.summaries import current_plan
from kepu.volunteers.honours import points_of
from kepu.volunteers.models import CheckIn, HourEntry, ServiceRules, ServiceSession, Signup, Skill, Team, Volunteer
from kepu.volunteers.services import issue_certificate
from kepu.volunteers.services.hours_evidence import identifier, node_of

SPOTS = ("社区活动室", "小学报告厅", "养老服务站", "街心公园", "党群服务中心")
Members = dict[Team, list[Volunteer]]
State = ServiceSession.State


def year(system: Actor, members: Members, today: date, chance: random.Random) -> None:
    """Two sessions a month for each team over a year and two to come; those of the last days wait for confirmation."""
    streets = list(Area.objects.filter(district=system.district, level=Area.Level.STREET))
    topics = {team: list(team.skills.all()) for team in members}
    sessions = [
        _session(system, team, topics[team], day, streets, chance)
        for number, team in enumerate(members)
        for day in (today + timedelta(days=offset) for offset in range(-360 + number % 14, 20, 15))
    ]
    for session in sessions:
        days = (today - timezone.localtime(session.starts_at).date()).days
        session.state = State.OPEN if days < 1 else State.CLOSED if days < 5 else State.CONFIRMED
        session.confirmed_at = session.ends_at + timedelta(days=1) if session.state == State.CONFIRMED else None
    ServiceSession.objects.bulk_create(sessions, batch_size=500)
    entries = _attend(sessions, members, chance)
    _record(system, sessions, entries)
    _certify(system, members, today)


def _session(system: Actor, team: Team, topics: list[Skill], day: date, streets: list[Area], chance: random.Random) -> ServiceSession:
    topic, street = chance.choice(topics), chance.choice(streets)
    start = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=chance.choice((9, 10, 14, 15)))
    return ServiceSession(
        district=system.district,
        team=team,
        title=f"{topic.name}进{street.name}",
        topic=topic,
        level=chance.choice((1, 1, 2, 3)),
        place=f"{street.name}{chance.choice(SPOTS)}",
        area=street,
        latitude=team.latitude,
        longitude=team.longitude,
        starts_at=start,
        ends_at=start + timedelta(minutes=chance.choice((90, 120, 150))),
        places=8,
        is_public=chance.random() < 0.3,
    )


def _attend(sessions: list[ServiceSession], members: Members, chance: random.Random) -> dict[int, list[HourEntry]]:
    """Who signed up and who came; the first member organises and is always there."""
    signups, presences, entries = [], [], {}
    rules = ServiceRules()
    for session in sessions:
        own = members[session.team]
        comers = [own[0], *chance.sample(own[1:], min(len(own) - 1, chance.randrange(2, 7)))]
        signups += [Signup(session=session, volunteer=person, is_organiser=person is own[0]) for person in comers]
        if session.state == State.OPEN:
            continue
        there = [_presence(session, person, person is own[0], chance) for person in comers]
        presences += there
        entries[session.pk] = [_entry(session, presence, rules) for presence in there]
    Signup.objects.bulk_create(signups, batch_size=1000)
    CheckIn.objects.bulk_create(presences, batch_size=1000)
    HourEntry.objects.bulk_create([entry for found in entries.values() for entry in found], batch_size=1000)
    return entries


def _presence(session: ServiceSession, person: Volunteer, leads: bool, chance: random.Random) -> CheckIn:
    came = session.starts_at - timedelta(minutes=chance.randrange(0, 20) + 20 * leads)
    return CheckIn(
        session=session, volunteer=person, is_organiser=leads, in_at=came, in_way=chance.choice(("code", "code", "place")),
        out_at=session.ends_at + timedelta(minutes=chance.randrange(0, 15)), out_way="code",
    )  # fmt: skip


def _entry(session: ServiceSession, presence: CheckIn, rules: ServiceRules) -> HourEntry:
    assert presence.out_at is not None
    minutes = int((presence.out_at - presence.in_at).total_seconds()) // 60
    done = session.state == State.CONFIRMED
    return HourEntry(
        volunteer=presence.volunteer, session=session, start_at=presence.in_at, end_at=presence.out_at, minutes=minutes,
        is_organiser=presence.is_organiser, state="confirmed" if done else "awaiting", confirmed_at=session.confirmed_at,
        points=points_of(rules, session.level, minutes, presence.is_organiser) if done else 0,
    )  # fmt: skip


def _record(system: Actor, sessions: list[ServiceSession], entries: dict[int, list[HourEntry]]) -> None:
    done = sorted((one for one in sessions if one.state == State.CONFIRMED), key=lambda one: (one.starts_at, one.pk))
    last = {day.year: day for day in (timezone.localtime(one.starts_at).date() for one in done)}
    nodes = {year: node_of(current_plan(system.district, day)) for year, day in last.items()}
    record_evidence_many(
        actor=system,
        entries=(
            NewEvidence(
                kind="volunteer_hours",
                happened_on=(day := timezone.localtime(session.starts_at).date()),
                quantity=(Decimal(sum(entry.minutes for entry in entries[session.pk])) / 60).quantize(Decimal("0.0001")),
                unit=session.team.unit,
                area=session.area,
                persons=[identifier(entry.volunteer) for entry in entries[session.pk]],
                node=nodes[day.year],
                source=session,
                note=f"{session.title}（{session.team}）",
            )
            for session in done
        ),
    )


def _certify(system: Actor, members: Members, today: date) -> None:
    for own in list(members.values())[::3]:
        issue_certificate(actor=system, volunteer=own[0], first_day=today - timedelta(days=365), last_day=today)
