"""What a person may know, and have erased; who looked at a telephone number."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import ApiToken, AuditEntry, ErasureRequest, PrivacyConsent, Unit, User
from kepu.organizations.personal_data import personal_data
from kepu.organizations.services import add_membership, create_token, create_user
from kepu.organizations.services.personal import (
    accept_notice,
    erase_person,
    refuse_erasure,
    request_erasure,
    reveal_phone,
    withdraw_erasure,
)

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def teacher(system: Actor, units: dict[str, Unit]) -> Actor:
    user = create_user(actor=system, username="zhang", display_name="张老师", phone="13812348000", password="correct horse battery")
    return Actor.of(add_membership(actor=system, user=user, unit=units["区教委"], role="unit_reporter"))


def test_a_person_takes_home_all_that_is_stored(teacher: Actor, client_for: ClientFor) -> None:
    create_token(actor=teacher, name="我的程序", days=1)
    data = json.loads(client_for(teacher).get("/account/data/").content)
    assert data["account"]["phone"] == "13812348000"
    tables = {(table["table"], table["as"]) for table in data["tables"]}
    assert {("organizations.membership", "user"), ("organizations.auditentry", "user")} <= tables
    assert "pbkdf2" not in json.dumps(data) and "digest" not in json.dumps(data)


def test_no_table_that_names_a_person_is_forgotten(teacher: Actor) -> None:
    """A new table with a column for a person is in the export without anybody thinking of it."""
    assert teacher.user is not None
    PrivacyConsent.objects.create(user=teacher.user, version="x")
    assert "organizations.privacyconsent" in {table["table"] for table in personal_data(teacher.user)["tables"]}
    assert ContentType.objects.exists()


def test_the_export_holds_nothing_of_other_people(teacher: Actor, office: Actor) -> None:
    create_token(actor=office, name="纲要办的程序", days=1)
    assert teacher.user is not None
    assert "纲要办的程序" not in json.dumps(personal_data(teacher.user), default=str, ensure_ascii=False)


def test_the_office_erases_what_identifies_a_person(teacher: Actor, office: Actor) -> None:
    create_token(actor=teacher, name="我的程序", days=1)
    wish = request_erasure(actor=teacher, reason="已调离")
    erase_person(actor=office, request=wish)
    user = User.objects.get(pk=wish.user_id)
    assert (user.display_name, user.phone, user.email, user.is_active) == ("已注销用户", "", "", False)
    assert "zhang" not in user.username and not user.has_usable_password()
    assert not ApiToken.objects.filter(membership__user=user).exists()
    assert not user.memberships.filter(is_active=True).exists()


def test_an_erased_person_cannot_sign_in(teacher: Actor, office: Actor, client: Client) -> None:
    erase_person(actor=office, request=request_erasure(actor=teacher))
    client.post("/accounts/login/", {"login": "zhang", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_a_refusal_says_why(teacher: Actor, office: Actor) -> None:
    wish = request_erasure(actor=teacher)
    with pytest.raises(InvalidInput):
        refuse_erasure(actor=office, request=wish, answer=" ")
    refuse_erasure(actor=office, request=wish, answer="任期未满")
    with pytest.raises(Conflict):
        erase_person(actor=office, request=wish)


def test_a_wish_is_made_once_and_may_be_withdrawn(teacher: Actor) -> None:
    wish = request_erasure(actor=teacher)
    assert request_erasure(actor=teacher) == wish
    assert withdraw_erasure(actor=teacher, request=wish).status == ErasureRequest.Status.WITHDRAWN


def test_nobody_erases_for_another_or_himself(teacher: Actor, reporter: Actor, office: Actor, outsider: Actor) -> None:
    wish = request_erasure(actor=teacher)
    with pytest.raises(PermissionDenied):
        withdraw_erasure(actor=reporter, request=wish)
    with pytest.raises(PermissionDenied):
        erase_person(actor=reporter, request=wish)
    with pytest.raises(NotFound):
        erase_person(actor=outsider, request=wish)
    with pytest.raises(Conflict):
        erase_person(actor=office, request=request_erasure(actor=office))


def test_who_looks_at_a_telephone_number_is_written_down(teacher: Actor, office: Actor, reporter: Actor) -> None:
    assert teacher.user is not None
    assert reveal_phone(actor=office, user=teacher.user) == "13812348000"
    entry = AuditEntry.objects.filter(action="organizations.reveal_phone").get()
    assert (entry.user, entry.object_id) == (office.user, str(teacher.user.pk))
    assert "13812348000" not in entry.summary + str(entry.changes)
    with pytest.raises(PermissionDenied):
        reveal_phone(actor=reporter, user=teacher.user)


def test_a_telephone_number_of_another_district_is_not_found(teacher: Actor, outsider: Actor) -> None:
    assert teacher.user is not None
    with pytest.raises(NotFound):
        reveal_phone(actor=outsider, user=teacher.user)


def test_a_telephone_number_stands_on_no_page_unasked(teacher: Actor, office: Actor, client_for: ClientFor) -> None:
    assert teacher.user is not None
    client = client_for(office)
    for path in ("/people/", f"/people/{teacher.user.pk}/"):
        assert "13812348000" not in client.get(path).content.decode()
    assert "13812348000" in client.post(f"/people/{teacher.user.pk}/phone/", follow=True).content.decode()


def test_consent_is_noted_once_per_version(teacher: Actor, client_for: ClientFor) -> None:
    client = client_for(teacher)
    assert "我已阅读并同意" in client.get("/account/").content.decode()
    accept_notice(actor=teacher)
    client.post("/account/privacy/")
    assert PrivacyConsent.objects.count() == 1
    assert "我已阅读并同意" not in client.get("/account/").content.decode()


def test_the_account_page_leads_to_password_second_factor_and_tokens(teacher: Actor, client_for: ClientFor) -> None:
    page = client_for(teacher).get("/account/").content.decode()
    for address in ("/accounts/password/change/", "/accounts/2fa/", "/account/tokens/", "/account/data/", "/privacy/"):
        assert f'href="{address}"' in page


def test_the_export_asks_a_bounded_number_of_questions(teacher: Actor, client_for: ClientFor, django_assert_max_num_queries: Any) -> None:
    client = client_for(teacher)
    with django_assert_max_num_queries(120):
        client.get("/account/data/")
