"""A certificate that everybody can verify and that tells nobody more than it must."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.certificate_pdf import certificate_pdf, certificate_svg
from kepu.volunteers.honours import STARS, minutes_to_next, points_of, stars_of
from kepu.volunteers.models import Certificate, HourEntry, ServiceRules, ServiceSession, Volunteer
from kepu.volunteers.queries.certificates import verify_certificate
from kepu.volunteers.services import correct_hours, issue_certificate, revoke_certificate

from .conftest import MakeVolunteer


@pytest.fixture
def entry(zhang: Volunteer, session: ServiceSession) -> HourEntry:
    values = {"start_at": session.starts_at, "end_at": session.ends_at, "minutes": 120, "points": 3, "state": "confirmed"}
    return HourEntry.objects.create(volunteer=zhang, session=session, **values)


@pytest.fixture
def certificate(zhang: Volunteer, zhang_himself: VolunteerActor, entry: HourEntry) -> Certificate:
    return issue_certificate(actor=zhang_himself, volunteer=zhang, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))


def test_the_public_page_shows_a_masked_name_and_the_hours_and_nothing_else(certificate: Certificate) -> None:
    page = Client().get(f"/volunteers/verify/{certificate.code}/").content.decode()
    assert "证明真实有效" in page and "张**" in page and "2 小时" in page
    assert "张晓明" not in page and "138" not in page


def test_a_code_is_found_however_it_is_typed(certificate: Certificate) -> None:
    typed = f" {certificate.code[:4].lower()}-{certificate.code[4:8]} {certificate.code[8:]} "
    found = verify_certificate(typed)
    assert found is not None and found.hours == 2


@pytest.mark.parametrize("code", ["", "AAAA", "A" * 12, "O0I1" * 3, "../../x", "Ａ" * 12])
def test_a_code_that_was_never_given_out_is_nothing(db: None, code: str) -> None:
    assert verify_certificate(code) is None
    assert Client().get("/volunteers/verify/", {"code": code}).status_code == 200


def test_a_revoked_certificate_says_so(certificate: Certificate, system: Actor) -> None:
    revoke_certificate(actor=system, certificate=certificate, reason="登记有误")
    assert "这份证明已撤销" in Client().get(f"/volunteers/verify/{certificate.code}/").content.decode()
    with pytest.raises(Conflict):
        revoke_certificate(actor=system, certificate=certificate, reason="再次")


def test_a_correction_afterwards_shows(certificate: Certificate, entry: HourEntry, team_leader: Actor) -> None:
    correct_hours(actor=team_leader, entry=entry, reason="没有到场")
    found = verify_certificate(certificate.code)
    assert found is not None and (found.hours, found.hours_now) == (2, 0)
    assert "出具以后时长有更正" in Client().get(f"/volunteers/verify/{certificate.code}/").content.decode()


def test_only_confirmed_hours_of_the_period_count(zhang: Volunteer, zhang_himself: VolunteerActor, entry: HourEntry) -> None:
    with pytest.raises(Conflict):
        issue_certificate(actor=zhang_himself, volunteer=zhang, first_day=date(2026, 3, 8), last_day=date(2026, 3, 31))
    HourEntry.objects.update(state="awaiting")
    with pytest.raises(Conflict):
        issue_certificate(actor=zhang_himself, volunteer=zhang, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))


@pytest.mark.parametrize(("first", "last"), [(date(2026, 3, 2), date(2026, 3, 1)), (date(2026, 1, 1), date(2999, 1, 1))])
def test_days_that_cannot_be_are_refused(zhang: Volunteer, zhang_himself: VolunteerActor, entry: HourEntry, first: date, last: date) -> None:
    with pytest.raises(InvalidInput):
        issue_certificate(actor=zhang_himself, volunteer=zhang, first_day=first, last_day=last)


def test_nobody_certifies_another(zhang_himself: VolunteerActor, volunteer_named: MakeVolunteer) -> None:
    with pytest.raises(PermissionDenied):
        issue_certificate(actor=zhang_himself, volunteer=volunteer_named("李四"), first_day=date(2026, 1, 1), last_day=date(2026, 2, 1))


def test_the_paper_is_a_pdf_of_one_page_with_its_font_inside(certificate: Certificate) -> None:
    pdf = certificate_pdf(certificate, "https://example.org/v/")
    assert pdf.startswith(b"%PDF") and b"NotoSansCJK" in pdf and len(pdf) < 100_000


def test_a_name_with_markup_stays_text(certificate: Certificate) -> None:
    certificate.holder = "<script>&"
    assert "<script>" not in certificate_svg(certificate, "https://example.org/")


def test_stars_follow_the_national_rule() -> None:
    assert [stars_of(hours * 60) for hours in STARS] == [1, 2, 3, 4, 5]
    assert [stars_of(hours * 60 - 1) for hours in STARS] == [0, 1, 2, 3, 4]
    assert (minutes_to_next(0), minutes_to_next(1500 * 60)) == (6000, None)


@pytest.mark.parametrize(
    ("level", "minutes", "leads", "points"), [(1, 60, False, 1), (1, 29, False, 0), (1, 30, False, 1), (2, 120, False, 3), (3, 120, True, 6)]
)
def test_points_grow_with_difficulty_and_organising(level: int, minutes: int, leads: bool, points: int) -> None:
    assert points_of(ServiceRules(), level, minutes, leads) == points


@given(st.integers(1, 100_000), st.integers(1, 3), st.booleans())
def test_more_time_never_earns_less(minutes: int, level: int, leads: bool) -> None:
    rules = ServiceRules()
    assert points_of(rules, level, minutes, leads) <= points_of(rules, level, minutes + 1, leads)
    assert points_of(rules, level, minutes, False) <= points_of(rules, level, minutes, True)


def test_a_certificate_that_ends_in_the_future_is_not_issued_by_the_leader_either(zhang: Volunteer, team_leader: Actor, entry: HourEntry) -> None:
    with pytest.raises(InvalidInput):
        issue_certificate(actor=team_leader, volunteer=zhang, first_day=date(2026, 3, 1), last_day=date.today() + timedelta(days=1))
