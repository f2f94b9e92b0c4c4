"""What the staff type in arrives as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.models import Job, Unit
from kepu.organizations.services.workbook import write_workbook
from kepu.volunteers.models import (
    Certificate,
    HourEntry,
    Invitation,
    Qualification,
    ServiceRules,
    ServiceSession,
    Signup,
    Skill,
    Staff,
    Team,
    Volunteer,
)
from kepu.volunteers.services import create_team
from kepu.volunteers.workbooks.columns import volunteer_columns

from .conftest import MORNING, MakeVolunteer

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def at_office(office: Actor, client_for: ClientFor) -> Client:
    return client_for(office)


def test_a_team_is_founded_and_changed(at_office: Client, units: dict[str, Unit], skills: dict[str, Skill], team_leader: Actor) -> None:
    data = {"unit": units["区教委"].pk, "name": "科学队", "skills": [skills["ai"].pk], "languages": ["cmn"], "weekly_minutes": 300}
    data |= {"max_distance_km": 5, "minimum_age": 16, "is_recruiting": "on", "latitude": "29.55", "longitude": "106.55"}
    assert at_office.post("/volunteers/teams/new/", data).status_code == 302
    team = Team.objects.get(name="科学队")
    assert (team.is_recruiting, team.latitude, list(team.skills.all()), team.is_active) == (True, 29.55, [skills["ai"]], True)
    changed = {**data, "name": "科学二队", "version": team.version, "is_active": ""}
    assert at_office.post(f"/volunteers/teams/{team.pk}/edit/", changed).status_code == 302
    assert at_office.post(f"/volunteers/teams/{team.pk}/edit/", changed).status_code == 422
    team.refresh_from_db()
    assert (team.name, team.is_active) == ("科学二队", False)
    assert team_leader.membership is not None
    at_office.post(f"/volunteers/teams/{team.pk}/leaders/", {"leaders": [team_leader.membership.pk]})
    assert list(team.leaders.all()) == [team_leader.membership]


def test_a_leader_enters_a_person_who_then_belongs_to_his_team(team: Team, team_leader: Actor, client_for: ClientFor) -> None:
    client = client_for(team_leader)
    answer = client.post("/volunteers/people/new/", {"name": "李红", "phone": "13900139000", "weekly_minutes": 240})
    volunteer = Volunteer.objects.get()
    assert answer.headers["Location"] == f"/volunteers/people/{volunteer.pk}/"
    assert volunteer.team_memberships.get().team == team
    assert client.post("/volunteers/people/new/", {"name": "", "phone": "1", "weekly_minutes": 240}).status_code == 422


def test_an_empty_number_in_the_form_keeps_what_is_stored(zhang: Volunteer, at_office: Client) -> None:
    data = {"name": "张晓明", "phone": "", "weekly_minutes": 60, "occupation": "教师", "version": zhang.version}
    assert at_office.post(f"/volunteers/people/{zhang.pk}/edit/", data).status_code == 302
    zhang.refresh_from_db()
    assert (zhang.phone, zhang.occupation) == ("13800138000", "教师")


def test_everything_on_the_page_of_a_person_works(zhang: Volunteer, at_office: Client, system: Actor, units: dict[str, Unit]) -> None:
    address, other = f"/volunteers/people/{zhang.pk}/", create_team(actor=system, unit=units["区教委"], name="科学队")
    at_office.post(f"{address}move/", {"team": other.pk})
    assert zhang.team_memberships.filter(state="active").count() == 2
    scan = SimpleUploadedFile("证书.pdf", b"%PDF-1.4 \n%%EOF")
    at_office.post(f"{address}papers/", {"action": "add", "kind": "first_aid", "expires_on": "2030-01-01", "file": scan})
    paper = Qualification.objects.get()
    assert paper.checked_at is not None and "证书.pdf" in at_office.get(address).content.decode()
    at_office.post(f"{address}papers/", {"action": "remove", "paper": paper.pk})
    at_office.post(f"{address}expert/", {"is_expert": "on", "is_silver_age": "on", "title": "教授"})
    at_office.post(f"{address}move/", {"verb": "suspend", "reason": "出国"})
    zhang.refresh_from_db()
    assert (zhang.state, zhang.is_silver_age, Qualification.objects.count()) == ("suspended", True, 0)


def test_a_member_is_given_a_duty_moved_and_let_go(
    zhang: Volunteer, at_office: Client, team: Team, system: Actor, units: dict[str, Unit], volunteer_named: MakeVolunteer
) -> None:
    other, li = create_team(actor=system, unit=units["区教委"], name="科学队"), volunteer_named("李四", team)
    first, second = zhang.team_memberships.get(), li.team_memberships.get()
    at_office.post(f"/volunteers/memberships/{first.pk}/", {"action": "duty", "duty": "organiser"})
    at_office.post(f"/volunteers/memberships/{first.pk}/", {"action": "transfer", "to": other.pk})
    at_office.post(f"/volunteers/memberships/{second.pk}/", {"action": "end", "reason": "搬家"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.duty, first.state, second.state) == ("organiser", "transferred", "left")
    assert zhang.team_memberships.get(team=other).duty == "organiser"


def test_a_session_is_arranged_changed_filled_and_called_off(
    clock: Any, team: Team, zhang: Volunteer, team_leader: Actor, client_for: ClientFor, skills: dict[str, Skill]
) -> None:
    client = client_for(team_leader)
    data = {"team": team.pk, "title": "讲座", "place": "社区", "topic": skills["chronic"].pk, "level": "2", "radius": 300, "places": 5}
    data |= {"starts_at": "2026-03-08T09:00", "ends_at": "2026-03-08T11:00"}
    assert client.post("/volunteers/sessions/new/", data).status_code == 302
    session = ServiceSession.objects.get()
    assert session.starts_at == MORNING + timedelta(days=1)
    changed = {**data, "place": "广场", "version": session.version}
    assert client.post(f"/volunteers/sessions/{session.pk}/edit/", changed).status_code == 302
    move = f"/volunteers/sessions/{session.pk}/move/"
    client.post(move, {"action": "assign", "organisers": [zhang.pk]})
    assert Signup.objects.get().is_organiser
    client.post(move, {"action": "cancel", "reason": ""})
    client.post(move, {"action": "cancel", "reason": "下雨"})
    session.refresh_from_db()
    assert (session.place, session.state, session.reason) == ("广场", "cancelled", "下雨")


def test_hours_are_corrected_certified_and_the_certificate_taken_back(
    session: ServiceSession, zhang: Volunteer, team_leader: Actor, at_office: Client
) -> None:
    values = {"start_at": session.starts_at, "end_at": session.ends_at, "minutes": 120, "state": "confirmed"}
    entry = HourEntry.objects.create(volunteer=zhang, session=session, **values)
    address = f"/volunteers/hours/{entry.pk}/correct/"
    right = {"reason": "提前离开", "start_at": "2026-03-07T09:00", "end_at": "2026-03-07T10:00"}
    assert at_office.post(address, {**right, "reason": ""}).status_code == 422
    assert at_office.post(address, right).status_code == 302
    assert list(HourEntry.objects.order_by("pk").values_list("minutes", flat=True)) == [120, -120, 60]
    at_office.post(f"/volunteers/people/{zhang.pk}/certificate/", {"first_day": "2026-01-01", "last_day": "2026-03-31"})
    certificate = Certificate.objects.get()
    assert certificate.minutes == 60
    assert at_office.get(f"/volunteers/certificates/{certificate.pk}.pdf").headers["Content-Type"] == "application/pdf"
    at_office.post(f"/volunteers/certificates/{certificate.pk}/revoke/", {"reason": "姓名有误"})
    certificate.refresh_from_db()
    assert certificate.revoked_at is not None


def test_an_expert_is_invited_and_answers_by_telephone(zhang: Volunteer, at_office: Client) -> None:
    Volunteer.objects.update(is_expert=True)
    start = timezone.localtime() + timedelta(days=5)
    data = {"title": "大讲堂", "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    assert at_office.post(f"/volunteers/experts/{zhang.pk}/invite/", data).status_code == 302
    assert "张晓明" in at_office.get("/volunteers/experts/?q=张晓明").content.decode()
    at_office.post("/volunteers/invitations/", {"pk": Invitation.objects.get().pk, "action": "accept"})
    assert Invitation.objects.get().state == "accepted"


def test_staff_topics_and_rules_are_kept(at_office: Client, units: dict[str, Unit], skills: dict[str, Skill]) -> None:
    data = {"unit": units["区教委"].pk, "name": "李主任", "sex": "male", "employment": "part_time", "rank": "middle", "task": "managing"}
    data |= {"days": 30, "started_on": "2025-01-01"}
    assert at_office.post("/volunteers/staff/new/", data).status_code == 302
    staff = Staff.objects.get()
    assert at_office.post(f"/volunteers/staff/{staff.pk}/", {**data, "days": 40, "version": 1, "ended_on": "2024-01-01"}).status_code == 422
    assert at_office.post(f"/volunteers/staff/{staff.pk}/", {**data, "days": 40, "version": 1}).status_code == 302
    staff.refresh_from_db()
    assert (staff.days, staff.started_on) == (40, date(2025, 1, 1))
    topic = {"form": "skill", "field": skills["ai"].field_id, "code": "quantum", "name": "量子科技", "position": 9, "is_active": "on"}
    assert at_office.post("/volunteers/skills/", topic).status_code == 302
    assert Skill.objects.get(code="quantum").field == skills["ai"].field
    rules = {"form": "rules", "plain": 100, "skilled": 150, "hard": 300, "organiser": 150, "early_minutes": 30}
    assert at_office.post("/volunteers/skills/", rules).status_code == 302
    assert ServiceRules.objects.get().hard == 300


def test_a_workbook_on_the_page_becomes_people(at_office: Client, office: Actor, team: Team) -> None:
    assert at_office.get("/volunteers/people/import/?template=1").status_code == 200
    content = write_workbook(volunteer_columns(office), [{"name": "李红", "phone": "13900139000", "team": team.name}])
    file = SimpleUploadedFile("a.xlsx", content)
    answer = at_office.post("/volunteers/people/import/", {"file": file}, follow=True)
    assert Job.objects.get().state == "done" and "新增 1 人" in answer.content.decode()
    assert team.memberships.get().volunteer.name == "李红"
