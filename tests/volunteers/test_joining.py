"""From an application on a telephone to a member of a team, and out again."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from kepu.notifications.models import Notice, TextMessage
from kepu.notifications.services import send_code, verify_code
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import Attachment, AuditEntry, Unit
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.identity import check_digit, key_of
from kepu.volunteers.models import Certificate, HourEntry, ServiceSession, Team, TeamMembership, Volunteer
from kepu.volunteers.queries import applications, visible_people
from kepu.volunteers.services import (
    APPLY,
    add_qualification,
    add_volunteer,
    apply_as_volunteer,
    apply_to_team,
    create_team,
    decide_membership,
    end_membership,
    erase_volunteer,
    export_person,
    forget_childhood,
    issue_certificate,
    move_volunteer,
    reveal,
    transfer_member,
    update_volunteer,
)

from .conftest import MakeVolunteer

ADULT = "500103198001010012"
PHONE = "13900139000"


def number(first: str) -> str:
    return first + check_digit(first)


@pytest.fixture
def proof(system: Actor) -> str:
    """The number is the resident's."""
    resident = Actor.resident(system.district)
    send_code(actor=resident, phone=PHONE, purpose=APPLY, address="127.0.0.1")
    message = TextMessage.objects.order_by("-pk")[0]
    return verify_code(actor=resident, phone=PHONE, purpose=APPLY, code=json.loads(message.parameters)["code"])


@pytest.fixture
def apply(system: Actor, proof: str) -> Any:
    def make(**values: Any) -> Volunteer:
        asked = {"phone": PHONE, "proof": proof, "consents": True, "name": "李红", "document_number": number("50010319800101001"), **values}
        return apply_as_volunteer(actor=Actor.resident(system.district), **asked)

    return make


def test_an_applicant_is_kept_with_hidden_numbers_and_the_leader_is_told(apply: Any, team: Team, team_leader: Actor) -> None:
    volunteer = apply(team=team)
    stored = Volunteer.objects.filter(pk=volunteer.pk).extra(select={"raw": "document_number"}).values_list("raw", "document_key").get()
    assert "19800101" not in stored[0] and stored[1] == key_of("500103", "identity", volunteer.document_number)
    assert (volunteer.state, volunteer.birth_date, volunteer.sex) == ("applied", None, "male")
    assert Notice.objects.get(recipient=team_leader.user).title == "新的志愿者报名：红岩健康科普服务队"
    assert [item.volunteer for item in applications(team_leader)] == [volunteer]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"consents": False}, "consents"),
        ({"proof": "x"}, "code"),
        ({"document_number": "500103198001010011"}, "document_number"),
        ({"document_number": number("50010319801301001")}, "document_number"),
        ({"name": " "}, "name"),
        ({"languages": ["klingon"]}, "languages"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_kept(apply: Any, team: Team, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        apply(**values)
    assert field in refused.value.fields
    assert not Volunteer.objects.exists()


def test_the_same_document_is_registered_once(apply: Any, system: Actor, team: Team) -> None:
    add_volunteer(actor=system, name="李红", phone="13700137000", document_number=number("50010319800101001"))
    with pytest.raises(Conflict):
        apply()


def test_a_minor_needs_a_guardian_who_consents(apply: Any, team: Team) -> None:
    young = number(f"500103{timezone.localdate().year - 15}010100{1}")
    with pytest.raises(InvalidInput) as refused:
        apply(document_number=young)
    assert "guardian_name" in refused.value.fields
    volunteer = apply(document_number=young, guardian_name="李父", guardian_phone="13700137000", guardian_consents=True)
    assert volunteer.guardian_consented_at is not None and volunteer.birth_date is not None


def test_the_database_lets_no_minor_serve_without_consent(zhang: Volunteer) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=zhang.pk).update(birth_date=date(2015, 1, 1))


def test_who_came_of_age_is_no_longer_known_as_a_minor(zhang: Volunteer, system: Actor) -> None:
    Volunteer.objects.filter(pk=zhang.pk).update(birth_date=date(2000, 1, 1), guardian_name="张父", guardian_consented_at=timezone.now())
    assert forget_childhood(actor=system) == 1
    zhang.refresh_from_db()
    assert (zhang.birth_date, zhang.guardian_name) == (None, "")


def test_taking_an_applicant_in_approves_him_and_tells_him(apply: Any, team: Team, team_leader: Actor) -> None:
    volunteer = apply(team=team)
    decide_membership(actor=team_leader, membership=TeamMembership.objects.get(), accept=True)
    volunteer.refresh_from_db()
    assert volunteer.state == "active"
    assert [event.to_state for event in volunteer.events.all()] == ["applied", "approved", "active"]
    assert "队员" in TextMessage.objects.order_by("-pk")[0].words


def test_a_refusal_needs_a_reason(apply: Any, team: Team, team_leader: Actor) -> None:
    apply(team=team)
    membership = TeamMembership.objects.get()
    with pytest.raises(InvalidInput):
        decide_membership(actor=team_leader, membership=membership, accept=False)
    assert decide_membership(actor=team_leader, membership=membership, accept=False, reason="名额已满").state == "refused"


def test_another_leader_neither_sees_nor_decides(apply: Any, team: Team, person: Any, units: dict[str, Unit]) -> None:
    volunteer = apply(team=team)
    other = person(units["区卫生健康委"], "team_leader", "other")
    assert not visible_people(other).exists() and not applications(other)
    with pytest.raises(PermissionDenied):
        decide_membership(actor=other, membership=volunteer.team_memberships.get(), accept=True)
    with pytest.raises(PermissionDenied):
        reveal(actor=other, volunteer=volunteer, what="phone")


def test_another_districts_volunteer_does_not_exist(zhang: Volunteer, outsider: Actor) -> None:
    with pytest.raises(NotFound):
        reveal(actor=outsider, volunteer=zhang, what="phone")


def test_looking_at_a_number_is_written_down(zhang: Volunteer, team_leader: Actor) -> None:
    assert reveal(actor=team_leader, volunteer=zhang, what="phone") == "13800138000"
    entry = AuditEntry.objects.get(action="volunteers.reveal")
    assert (entry.user, entry.changes) == (team_leader.user, {"what": "phone"})


def test_a_transfer_waits_for_the_other_leader_and_both_teams_keep_the_history(
    zhang: Volunteer, team_leader: Actor, head: Actor, system: Actor, units: dict[str, Unit]
) -> None:
    other = create_team(actor=system, unit=units["区教委"], name="青少年科学队")
    membership = zhang.team_memberships.get()
    asked = transfer_member(actor=team_leader, membership=membership, team=other)
    membership.refresh_from_db()
    assert (asked.state, membership.state) == ("applied", "active")
    decide_membership(actor=system, membership=asked, accept=True)
    membership.refresh_from_db()
    assert (membership.state, membership.left_on) == ("transferred", timezone.localdate())


def test_a_volunteer_leaves_and_comes_back(zhang: Volunteer, zhang_himself: VolunteerActor, team: Team) -> None:
    move_volunteer(actor=zhang_himself, volunteer=zhang, verb="leave")
    assert zhang.team_memberships.get().state == "left"
    apply_to_team(actor=zhang_himself, volunteer=zhang, team=team)
    zhang.refresh_from_db()
    assert zhang.state == "applied"


def test_who_is_suspended_no_longer_comes_to_what_he_signed_up_for(zhang: Volunteer, session: ServiceSession, team_leader: Actor) -> None:
    signup = session.signups.create(volunteer=zhang)
    with pytest.raises(InvalidInput):
        move_volunteer(actor=team_leader, volunteer=zhang, verb="suspend")
    move_volunteer(actor=team_leader, volunteer=zhang, verb="suspend", reason="多次未到")
    signup.refresh_from_db()
    assert signup.is_cancelled


def test_a_member_quits_one_team_only(zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    end_membership(actor=zhang_himself, membership=zhang.team_memberships.get(), reason="搬家")
    zhang.refresh_from_db()
    assert zhang.state == "active"


@pytest.mark.parametrize("verb", ["approve", "resume", "reapply", "nonsense"])
def test_a_step_that_the_table_does_not_have_is_refused(zhang: Volunteer, system: Actor, verb: str) -> None:
    with pytest.raises((Conflict, InvalidInput)):
        move_volunteer(actor=system, volunteer=zhang, verb=verb)
    zhang.refresh_from_db()
    assert zhang.state == "active"


def test_a_volunteer_changes_his_profile_but_not_who_he_is(zhang: Volunteer, zhang_himself: VolunteerActor) -> None:
    changed = update_volunteer(actor=zhang_himself, volunteer=zhang, version=zhang.version, preferences="周末", languages=["csl"])
    assert changed.language_names == ["手语"]
    for name, value in (("name", "李四"), ("phone", "13700137000"), ("document_number", number("50010319800101001"))):
        with pytest.raises(InvalidInput):
            update_volunteer(actor=zhang_himself, volunteer=changed, version=changed.version, **{name: value})


def test_two_people_changing_the_same_person_do_not_overwrite_each_other(zhang: Volunteer, system: Actor) -> None:
    update_volunteer(actor=system, volunteer=zhang, version=zhang.version, occupation="教师")
    with pytest.raises(Conflict):
        update_volunteer(actor=system, volunteer=zhang, version=zhang.version, occupation="医生")


@pytest.fixture
def with_hours(zhang: Volunteer, session: ServiceSession) -> HourEntry:
    start = session.starts_at
    return HourEntry.objects.create(volunteer=zhang, session=session, start_at=start, end_at=session.ends_at, minutes=120, state="confirmed")


def test_a_person_takes_all_his_data_along(zhang: Volunteer, zhang_himself: VolunteerActor, with_hours: HourEntry) -> None:
    paper = add_qualification(actor=zhang_himself, volunteer=zhang, kind="first_aid", file=ContentFile(b"%PDF-1.4 \n%%EOF", name="证书.pdf"))
    assert paper.checked_at is None
    with zipfile.ZipFile(io.BytesIO(export_person(actor=zhang_himself, volunteer=zhang))) as archive:
        content = json.loads(archive.read("data.json"))
        assert len(archive.namelist()) == 2
    assert (content["person"]["phone"], content["hour_entries"][0]["minutes"]) == ("13800138000", 120)


def test_erasing_leaves_hours_without_a_name(zhang: Volunteer, zhang_himself: VolunteerActor, with_hours: HourEntry, system: Actor) -> None:
    issue_certificate(actor=zhang_himself, volunteer=zhang, first_day=date(2026, 1, 1), last_day=date(2026, 3, 31))
    add_qualification(actor=zhang_himself, volunteer=zhang, kind="first_aid", file=ContentFile(b"%PDF-1.4 \n%%EOF", name="证书.pdf"))
    erase_volunteer(actor=zhang_himself, volunteer=zhang)
    zhang.refresh_from_db()
    assert (zhang.name, zhang.phone, zhang.phone_key, zhang.state) == ("已注销志愿者", "", "", "left")
    assert HourEntry.objects.get().minutes == 120
    assert Certificate.objects.get().holder == ""
    assert not Attachment.objects.exists()
    assert "张晓明" not in json.dumps(list(AuditEntry.objects.values("summary", "changes")), ensure_ascii=False)
    with pytest.raises(Conflict):
        erase_volunteer(actor=system, volunteer=zhang)


def test_nobody_erases_hours_that_still_wait(zhang: Volunteer, zhang_himself: VolunteerActor, with_hours: HourEntry) -> None:
    HourEntry.objects.update(state="awaiting")
    with pytest.raises(Conflict):
        erase_volunteer(actor=zhang_himself, volunteer=zhang)


def test_a_volunteer_does_nothing_for_another(zhang_himself: VolunteerActor, volunteer_named: MakeVolunteer) -> None:
    li = volunteer_named("李四")
    with pytest.raises(PermissionDenied):
        erase_volunteer(actor=zhang_himself, volunteer=li)
    with pytest.raises(PermissionDenied):
        export_person(actor=zhang_himself, volunteer=li)
