"""A volunteer on his telephone, and the staff's pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kepu.notifications.models import TextMessage
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, AuditEntry, Unit
from kepu.volunteers.codes import code_of
from kepu.volunteers.identity import check_digit
from kepu.volunteers.models import CheckIn, HourEntry, ServiceSession, Skill, Team, TeamMembership, Volunteer
from kepu.volunteers.queries import waiting
from kepu.volunteers.services import close_session, create_team, erase_volunteer, register_presence, set_expert

from .conftest import MORNING, MakeVolunteer

ClientFor = Callable[[Actor], Client]
ME = "/volunteers/me/500103/"


def sent_code() -> str:
    return str(json.loads(TextMessage.objects.filter(template="code").order_by("-pk")[0].parameters)["code"])


def signed_in(phone: str, target: str = "") -> Client:
    """A telephone whose owner has signed in with a code."""
    client = Client()
    asked = client.post(f"{ME}sign-in/", {"phone": phone, "next": target})
    assert asked.status_code == 200
    answer = client.post(f"{ME}sign-in/", {"phone": phone, "code": sent_code(), "next": target})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == (target or ME)
    return client


def test_an_applicant_needs_three_screens(team: Team, team_leader: Actor, client_for: ClientFor) -> None:
    client, address = Client(), f"/volunteers/join/500103/apply/?team={team.pk}"
    assert "正在招募" in client.get("/volunteers/join/500103/").content.decode()
    client.post(address, {"phone": "13900139000", "team_hint": team.pk})
    shown = client.post(address, {"phone": "13900139000", "code": sent_code(), "team_hint": team.pk}).content.decode()
    assert f'<option value="{team.pk}" selected>' in shown
    proof = re.search(r'name="proof" value="([^"]+)"', shown)
    assert proof is not None
    first = "50010319800101001"
    data = {"name": "李红", "document": "identity", "document_number": first + check_digit(first), "team": team.pk, "consents": "on"}
    data |= {"phone": "13900139000", "proof": proof[1]}
    assert client.post(address, {**data, "consents": ""}).status_code == 422
    for forged in ({"phone": "13900139001"}, {"proof": "x"}):
        assert client.post(address, {**data, **forged}).headers["Location"] == "/volunteers/join/500103/apply/"
    assert not Volunteer.objects.exists()
    answer = client.post(address, data, follow=True)
    assert "李红的志愿服务" in answer.content.decode() and "报名正在审核" in answer.content.decode()
    page = client_for(team_leader).get("/volunteers/applications/").content.decode()
    assert "李红" in page and first not in page


def test_a_wrong_code_signs_nobody_in(zhang: Volunteer) -> None:
    client = Client()
    client.post(f"{ME}sign-in/", {"phone": zhang.phone})
    wrong = "000000" if sent_code() != "000000" else "000001"
    assert client.post(f"{ME}sign-in/", {"phone": zhang.phone, "code": wrong}).status_code == 422
    assert "张晓明" not in client.get(ME).content.decode()


def test_a_number_that_is_not_registered_signs_nobody_in(team: Team) -> None:
    client = Client()
    client.post(f"{ME}sign-in/", {"phone": "13900139000"})
    answer = client.post(f"{ME}sign-in/", {"phone": "13900139000", "code": sent_code()})
    assert answer.status_code == 422 and "还没有登记" in answer.content.decode()


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/volunteers/people/", "/volunteers/me/500105/"])
def test_after_signing_in_nobody_is_led_elsewhere(zhang: Volunteer, target: str) -> None:
    client = Client()
    client.post(f"{ME}sign-in/", {"phone": zhang.phone})
    answer = client.post(f"{ME}sign-in/", {"phone": zhang.phone, "code": sent_code(), "next": target})
    assert answer.headers["Location"] == ME


def test_a_number_that_was_changed_signs_out(zhang: Volunteer) -> None:
    client = signed_in(zhang.phone)
    assert "张晓明" in client.get(ME).content.decode()
    Volunteer.objects.update(phone_key="other")
    assert "张晓明" not in client.get(ME).content.decode()


def test_a_family_of_one_number_chooses_who_acts(zhang: Volunteer, volunteer_named: MakeVolunteer, team: Team) -> None:
    child = volunteer_named("张小", team, phone=zhang.phone)
    stranger = volunteer_named("李四", team)
    client = signed_in(zhang.phone)
    client.post(f"{ME}sign-out/", {"pk": child.pk})
    assert "张小的志愿服务" in client.get(ME).content.decode()
    client.post(f"{ME}sign-out/", {"pk": stranger.pk})
    assert "李四" not in client.get(ME).content.decode()


def test_scanning_twice_gives_hours_that_the_leader_confirms(
    clock: Any, session: ServiceSession, zhang: Volunteer, team_leader: Actor, client_for: ClientFor
) -> None:
    scan = f"/volunteers/scan/{session.pk}/{code_of(session, timezone.now())}/"
    client = Client()
    assert "登录后签到" in client.get(scan).content.decode()
    client.post(f"{ME}sign-in/", {"phone": zhang.phone, "next": scan})
    clock.shift(timedelta(minutes=3))
    client.post(f"{ME}sign-in/", {"phone": zhang.phone, "code": sent_code(), "next": scan})
    assert "张晓明 签到" in client.get(scan).content.decode()
    client.post(scan)
    assert CheckIn.objects.get().in_at == MORNING - timedelta(minutes=5)
    clock.shift(timedelta(hours=2))
    assert "二维码已过期" in Client().get(scan).content.decode()
    client.post(scan)
    assert CheckIn.objects.get().out_at is None
    client.get(again := f"/volunteers/scan/{session.pk}/{code_of(session, timezone.now())}/")
    client.post(again)
    assert HourEntry.objects.get().minutes == 123
    leader = client_for(team_leader)
    leader.post(f"/volunteers/sessions/{session.pk}/move/", {"action": "close"})
    leader.post(f"/volunteers/sessions/{session.pk}/move/", {"action": "confirm"})
    assert HourEntry.objects.get().state == "confirmed"


def test_a_forged_code_checks_nobody_in(clock: Any, session: ServiceSession, zhang: Volunteer) -> None:
    client = signed_in(zhang.phone)
    step = code_of(session, timezone.now()).split(".")[0]
    forged = f"/volunteers/scan/{session.pk}/{step}.{'0' * 24}/"
    page = client.get(forged).content.decode()
    assert "二维码无效" in page and session.place not in page
    client.post(forged)
    assert not CheckIn.objects.exists()


def test_a_position_from_the_telephone_checks_in(clock: Any, session: ServiceSession, zhang: Volunteer) -> None:
    client, address = signed_in(zhang.phone), f"{ME}sessions/{session.pk}/"
    for data in ({}, {"latitude": "x", "longitude": "1"}, {"latitude": "29.9", "longitude": "106.5516"}, {"latitude": "nan", "longitude": "1"}):
        client.post(address, {"action": "in", **data})
    assert not CheckIn.objects.exists()
    client.post(address, {"action": "in", "latitude": "29.5631", "longitude": "106.5516"})
    assert CheckIn.objects.get().in_distance == 11


def test_a_session_of_another_team_is_not_shown(clock: Any, session: ServiceSession, volunteer_named: MakeVolunteer) -> None:
    li = volunteer_named("李四")
    assert signed_in(li.phone).get(f"{ME}sessions/{session.pk}/").status_code == 404


def test_a_volunteer_sees_to_his_own_affairs(zhang: Volunteer, team: Team, skills: dict[str, Skill]) -> None:
    client = signed_in(zhang.phone)
    client.post(f"{ME}times/", {"action": "weekly", "weekdays": ["5", "6"], "starts": "09:00", "ends": "11:00"})
    assert zhang.weekly_times.count() == 2
    client.post(f"{ME}times/", {"action": "forget", "pk": zhang.weekly_times.order_by("pk")[0].pk})
    assert zhang.weekly_times.count() == 1
    assert "/volunteers/calendar/" in client.post(f"{ME}times/", {"action": "link"}, follow=True).content.decode()
    data = {"version": zhang.version, "skills": [skills["ai"].pk], "weekly_minutes": 300}
    assert client.post(f"{ME}profile/", data).status_code == 302
    assert list(zhang.skills.all()) == [skills["ai"]]
    assert client.get(f"{ME}data.zip").headers["Content-Type"] == "application/zip"
    client.post(f"{ME}move/", {"action": "quit", "pk": zhang.team_memberships.get().pk})
    client.post(f"{ME}move/", {"action": "join", "team": team.pk})
    assert TeamMembership.objects.order_by("-pk")[0].state == "applied"
    client.post(f"{ME}move/", {"action": "erase"})
    zhang.refresh_from_db()
    assert zhang.erased_at is not None and "已注销" not in client.get(ME).content.decode()


def test_numbers_are_masked_until_somebody_asks_and_that_is_written_down(zhang: Volunteer, team_leader: Actor, client_for: ClientFor) -> None:
    client = client_for(team_leader)
    for address in ("/volunteers/people/", f"/volunteers/people/{zhang.pk}/"):
        page = client.get(address).content.decode()
        assert "138****8000" in page and "13800138000" not in page
    assert "13800138000" in client.post(f"/volunteers/people/{zhang.pk}/reveal/", {"what": "phone"}).content.decode()
    assert client.post(f"/volunteers/people/{zhang.pk}/reveal/", {"what": "document_key"}).status_code == 302
    assert AuditEntry.objects.filter(action="volunteers.reveal").count() == 1


def test_a_person_is_found_by_the_whole_number_only(zhang: Volunteer, office: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    assert "张晓明" in client.get("/volunteers/people/?q=13800138000").content.decode()
    assert "张晓明" not in client.get("/volunteers/people/?q=1380013").content.decode()


def test_the_roll_of_honour_is_found_by_stars(
    session: ServiceSession, zhang: Volunteer, volunteer_named: MakeVolunteer, team: Team, office: Actor, client_for: ClientFor
) -> None:
    volunteer_named("李四", team)
    start = session.starts_at
    HourEntry.objects.create(volunteer=zhang, session=session, start_at=start, end_at=session.ends_at, minutes=300 * 60, state="confirmed")
    client = client_for(office)
    names = {stars: client.get(f"/volunteers/people/?stars={stars}").content.decode() for stars in ("1", "2", "3", "x")}
    assert ["张晓明" in page for page in names.values()] == [True, True, False, True]
    assert ["李四" in page for page in names.values()] == [False, False, False, True]


def test_a_community_confirms_what_was_done_in_its_area_and_nothing_else(
    clock: Any, session: ServiceSession, team_leader: Actor, community: Actor, zhang: Volunteer, client_for: ClientFor
) -> None:
    client, address = client_for(community), f"/volunteers/sessions/{session.pk}/move/"
    assert client.get(f"/volunteers/sessions/{session.pk}/").status_code == 200
    assert client.post(address, {"action": "arrive", "volunteer": zhang.pk}).status_code == 403
    ServiceSession.objects.update(area=Area.objects.get(level="community"))
    client.post(address, {"action": "arrive", "volunteer": zhang.pk})
    clock.shift(timedelta(hours=1))
    client.post(address, {"action": "close"})
    client.post(address, {"action": "confirm"})
    assert HourEntry.objects.get().state == "confirmed"


def test_an_erased_person_is_shown_without_a_name(zhang: Volunteer, system: Actor, office: Actor, client_for: ClientFor) -> None:
    erase_volunteer(actor=system, volunteer=zhang)
    page = client_for(office).get(f"/volunteers/people/{zhang.pk}/").content.decode()
    assert "已注销志愿者" in page and "张晓明" not in page


@pytest.fixture
def a_full_house(clock: Any, system: Actor, team: Team, team_leader: Actor, units: dict[str, Unit], volunteer_named: MakeVolunteer) -> ServiceSession:
    """Thirty people, ten teams, ten sessions."""
    people = [volunteer_named(f"志愿者{number}", team) for number in range(30)]
    for person in people[::3]:
        set_expert(actor=system, volunteer=Volunteer.objects.get(pk=person.pk), is_expert=True)
    for number in range(9):
        create_team(actor=system, unit=units["区教委"], name=f"第{number}队", is_recruiting=True)
    sessions = [
        ServiceSession(
            district=system.district, team=team, title=f"第{number}场", place="社区", starts_at=MORNING, ends_at=MORNING + timedelta(hours=2)
        )
        for number in range(10)
    ]
    made = ServiceSession.objects.bulk_create(sessions)
    for person in people:
        register_presence(actor=team_leader, session=made[0], volunteer=person)
    clock.shift(timedelta(hours=2))
    return close_session(actor=team_leader, session=made[0])


def test_the_menu_counts_what_waits_for_whom(
    a_full_house: ServiceSession, office: Actor, team_leader: Actor, lead_head: Actor, auditor: Actor, team: Team, volunteer_named: MakeVolunteer
) -> None:
    for name, state in (("甲", "applied"), ("乙", "applied")):
        Volunteer.objects.filter(pk=volunteer_named(name).pk).update(state=state)
    TeamMembership.objects.create(team=team, volunteer=Volunteer.objects.get(name="甲"), state="applied")
    found = {actor.role: tuple(waiting(actor)) for actor in (office, team_leader, lead_head, auditor)}
    assert found == {"office": (2, 1), "team_leader": (1, 1), "unit_head": (0, 0), "auditor": (0, 0)}


PAGES = {
    "/volunteers/teams/": 22,
    "/volunteers/people/": 24,
    "/volunteers/sessions/": 20,
    "/volunteers/experts/": 20,
    "/volunteers/statistics/": 24,
    "/volunteers/applications/": 20,
    "/volunteers/join/500103/": 16,
}


def test_pages_ask_a_bounded_number_of_questions(a_full_house: ServiceSession, office: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    own = {f"/volunteers/teams/{a_full_house.team_id}/": 32, f"/volunteers/sessions/{a_full_house.pk}/": 28}
    for address, most in {**PAGES, **own}.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most, (address, len(queries))
