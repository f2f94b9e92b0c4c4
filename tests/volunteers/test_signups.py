"""Who will come, who is asked, and who is reminded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kepu.notifications.models import Notice, TextMessage
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import Unit
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.models import Invitation, ServiceSession, Signup, Team, Volunteer
from kepu.volunteers.queries import open_to
from kepu.volunteers.services import (
    add_qualification,
    answer_invitation,
    assign_volunteers,
    cancel_signup,
    create_team,
    invite_expert,
    open_session,
    remind_of_papers,
    remind_volunteers,
    save_skill,
    set_expert,
    set_service_rules,
    set_team_leaders,
    sign_up,
    update_session,
    update_team,
    withdraw_invitation,
)

from .conftest import MORNING, MakeVolunteer


def test_a_member_signs_up_and_may_think_better_of_it(clock: Any, session: ServiceSession, zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    assert list(open_to(zhang, timezone.now())) == [session]
    sign_up(actor=zhang_himself, session=session, volunteer=zhang)
    assert not open_to(zhang, timezone.now())
    cancel_signup(actor=zhang_himself, session=session, volunteer=zhang)
    sign_up(actor=zhang_himself, session=session, volunteer=zhang)
    assert Signup.objects.get().is_cancelled is False


def test_a_stranger_signs_up_only_where_everybody_is_wanted(
    clock: Any, session: ServiceSession, team_leader: Actor, volunteer_named: MakeVolunteer
) -> None:
    li = volunteer_named("李四")
    himself = VolunteerActor.of_volunteer(li)
    with pytest.raises(Conflict):
        sign_up(actor=himself, session=session, volunteer=li)
    update_session(actor=team_leader, session=session, version=session.version, is_public=True)
    assert sign_up(actor=himself, session=session, volunteer=li).volunteer == li


def test_the_last_place_is_given_once(
    clock: Any, session: ServiceSession, team_leader: Actor, team: Team, zhang: Volunteer, volunteer_named: MakeVolunteer
) -> None:
    update_session(actor=team_leader, session=session, version=session.version, places=1)
    sign_up(actor=VolunteerActor.of_volunteer(zhang), session=session, volunteer=zhang)
    li = volunteer_named("李四", team)
    with pytest.raises(Conflict, match="名额已满"):
        sign_up(actor=VolunteerActor.of_volunteer(li), session=session, volunteer=li)


def test_nobody_promises_to_be_at_two_places(
    clock: Any, session: ServiceSession, team_leader: Actor, team: Team, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    other = open_session(
        actor=team_leader, team=team, title="另一场", place="另一处", starts_at=MORNING + timedelta(hours=1), ends_at=MORNING + timedelta(hours=3)
    )
    sign_up(actor=zhang_himself, session=session, volunteer=zhang)
    with pytest.raises(Conflict, match="同一时间"):
        sign_up(actor=zhang_himself, session=other, volunteer=zhang)


def test_the_leader_assigns_his_members_and_tells_the_newcomers(
    clock: Any, session: ServiceSession, team_leader: Actor, team: Team, zhang: Volunteer, volunteer_named: MakeVolunteer
) -> None:
    li, stranger = volunteer_named("李四", team), volunteer_named("王五")
    with pytest.raises(InvalidInput):
        assign_volunteers(actor=team_leader, session=session, volunteers=[stranger])
    assign_volunteers(actor=team_leader, session=session, volunteers=[zhang], organisers=[li])
    told = TextMessage.objects.filter(template="volunteer_session").count()
    assign_volunteers(actor=team_leader, session=session, volunteers=[zhang])
    assert told == TextMessage.objects.filter(template="volunteer_session").count() == 2
    assert [signup.volunteer for signup in session.signups.filter(is_cancelled=False)] == [zhang]


def test_whoever_serves_tomorrow_is_reminded_once(
    clock: Any, session: ServiceSession, system: Actor, zhang: Volunteer, zhang_himself: VolunteerActor
) -> None:
    sign_up(actor=zhang_himself, session=session, volunteer=zhang)
    assert (remind_volunteers(actor=system), remind_volunteers(actor=system)) == (1, 0)


def test_the_office_hears_of_papers_that_expire(zhang: Volunteer, system: Actor, office: Actor) -> None:
    today = timezone.localdate()
    add_qualification(actor=system, volunteer=zhang, kind="first_aid", expires_on=today + timedelta(days=10))
    add_qualification(actor=system, volunteer=zhang, kind="guide", expires_on=today + timedelta(days=100))
    assert (remind_of_papers(actor=system), remind_of_papers(actor=system)) == (1, 0)
    assert Notice.objects.get(recipient=office.user).title == "1份志愿者证书将在30天内到期"


def test_a_paper_that_ends_before_it_begins_is_refused(zhang: Volunteer, system: Actor) -> None:
    with pytest.raises(InvalidInput):
        add_qualification(actor=system, volunteer=zhang, kind="guide", issued_on=date(2026, 2, 1), expires_on=date(2026, 1, 1))


@pytest.fixture
def expert(zhang: Volunteer, system: Actor) -> Volunteer:
    return set_expert(actor=system, volunteer=zhang, is_expert=True, is_silver_age=True, title="教授")


def invite(actor: Actor, expert: Volunteer, hours: int = 0) -> Invitation:
    start = MORNING + timedelta(days=9, hours=hours)
    return invite_expert(actor=actor, expert=expert, title="渝中大讲堂", starts_at=start, ends_at=start + timedelta(hours=2), place="文化馆")


def test_an_expert_is_asked_accepts_and_the_inviter_hears_of_it(expert: Volunteer, head: Actor) -> None:
    invitation = invite(head, expert)
    assert "渝中大讲堂" in TextMessage.objects.order_by("-pk")[0].words
    answer_invitation(actor=VolunteerActor.of_volunteer(expert), invitation=invitation, accept=True)
    assert Notice.objects.get(recipient=head.user).title == "张晓明 接受了邀请：渝中大讲堂"


def test_an_expert_is_not_at_two_places(expert: Volunteer, head: Actor, office: Actor) -> None:
    first, second = invite(head, expert), invite(office, expert, hours=1)
    himself = VolunteerActor.of_volunteer(expert)
    answer_invitation(actor=himself, invitation=first, accept=True)
    with pytest.raises(Conflict):
        answer_invitation(actor=himself, invitation=second, accept=True)
    with pytest.raises(Conflict):
        invite(head, expert, hours=-1)


def test_who_is_no_expert_is_not_invited(zhang: Volunteer, head: Actor) -> None:
    with pytest.raises(NotFound):
        invite(head, zhang)


def test_an_invitation_is_answered_by_the_expert_and_withdrawn_by_its_unit(
    expert: Volunteer, head: Actor, lead_head: Actor, volunteer_named: MakeVolunteer
) -> None:
    invitation = invite(head, expert)
    other = VolunteerActor.of_volunteer(volunteer_named("李四"))
    with pytest.raises(PermissionDenied):
        answer_invitation(actor=other, invitation=invitation, accept=True)
    with pytest.raises(PermissionDenied):
        withdraw_invitation(actor=lead_head, invitation=invitation)
    assert withdraw_invitation(actor=head, invitation=invitation).state == "withdrawn"


def test_a_head_founds_teams_of_his_own_unit_only(head: Actor, units: dict[str, Unit], team_leader: Actor) -> None:
    assert create_team(actor=head, unit=units["区卫生健康委"], name="新队").unit == head.unit
    with pytest.raises(PermissionDenied):
        create_team(actor=head, unit=units["区教委"], name="别的队")


def test_a_leader_appoints_no_leaders(team: Team, team_leader: Actor) -> None:
    with pytest.raises(PermissionDenied):
        set_team_leaders(actor=team_leader, team=team, leaders=[])


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"languages": ["xx"]}, "languages"), ({"latitude": 91.0, "longitude": 1.0}, "latitude"), ({"unit": 1}, "unit")],
)
def test_a_team_that_cannot_be_is_refused_by_field(team: Team, team_leader: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_team(actor=team_leader, team=team, version=team.version, **changes)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": MORNING}, "ends_at"),
        ({"ends_at": MORNING + timedelta(days=2)}, "ends_at"),
        ({"title": " "}, "title"),
        ({"radius": 5}, "radius"),
        ({"level": 9}, "level"),
        ({"latitude": None}, "latitude"),
        ({"secret": "x"}, "secret"),
    ],
)
def test_a_session_that_cannot_be_is_refused_by_field(session: ServiceSession, team_leader: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_session(actor=team_leader, session=session, version=session.version, **changes)
    assert field in refused.value.fields


def test_only_the_office_changes_topics_and_rules(team_leader: Actor, office: Actor, skills: dict[str, Any]) -> None:
    field = skills["ai"].field
    with pytest.raises(PermissionDenied):
        save_skill(actor=team_leader, field=field, code="x", name="x")
    assert save_skill(actor=office, field=field, code="ai", name="人工智能与大模型").pk == skills["ai"].pk
    with pytest.raises(InvalidInput):
        set_service_rules(actor=office, plain=100, skilled=-1, hard=200, organiser=150, early_minutes=60)
