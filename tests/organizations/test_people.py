"""Pages of one unit and one person, and the links by which people set their passwords."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from kepu.organizations import queries
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, NotFound
from kepu.organizations.models import AuditEntry, Unit, User
from kepu.organizations.services import add_membership, create_user, end_membership, reset_password, update_person

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def newcomer(office: Actor) -> User:
    assert office.unit is not None
    user = create_user(actor=office, username="zhang", display_name="张三", phone="13812348000")
    add_membership(actor=office, user=user, unit=office.unit, role="unit_reporter")
    return user


def link_of(client: Client, user: User) -> str:
    page = client.post(f"/people/{user.pk}/reset/").content.decode()
    found = re.search(r"http://testserver(/set-password/[^<\s]+)", page)
    assert found, page
    return found[1]


def set_password(link: str, password: str) -> int:
    browser = Client()
    form = browser.get(link, follow=True)
    assert "登录账号：zhang" in form.content.decode()
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    return browser.post(address, {"new_password1": password, "new_password2": password}).status_code


def test_a_person_sets_the_password_by_a_link_that_works_once(office: Actor, newcomer: User, client_for: ClientFor) -> None:
    link = link_of(client_for(office), newcomer)
    assert set_password(link, "long and odd 2026") == 302
    newcomer.refresh_from_db()
    assert newcomer.check_password("long and odd 2026")
    assert "链接已失效" in Client().get(link, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="organizations.invite", object_id=str(newcomer.pk)).exists()


def test_a_weak_password_is_refused_by_the_link(office: Actor, newcomer: User, client_for: ClientFor) -> None:
    set_password(link_of(client_for(office), newcomer), "12345678")
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_a_link_is_dead_after_two_weeks(office: Actor, newcomer: User, client_for: ClientFor) -> None:
    link = link_of(client_for(office), newcomer)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=15)):
        assert "链接已失效" in Client().get(link, follow=True).content.decode()


def test_taking_the_password_away_ends_the_sessions_of_the_person(office: Actor, reporter: Actor, client_for: ClientFor) -> None:
    theirs = client_for(reporter)
    assert theirs.get("/units/").status_code == 200 and reporter.user is not None
    link_of(client_for(office), reporter.user)
    assert theirs.get("/units/").status_code == 302


def test_nobody_takes_away_his_own_password_or_that_of_a_shared_account(office: Actor, outsider: Actor) -> None:
    assert office.user is not None and office.unit is not None and outsider.user is not None
    with pytest.raises(Conflict):
        reset_password(actor=office, user=office.user)
    with pytest.raises(NotFound):
        reset_password(actor=office, user=outsider.user)
    add_membership(actor=office, user=outsider.user, unit=office.unit, role="unit_reporter")
    with pytest.raises(Conflict, match="其他区县"):
        update_person(actor=office, user=outsider.user, display_name="改名", email="", phone="", is_active=True)


def test_sheets_are_printed_for_everybody_without_a_password(office: Actor, newcomer: User, client_for: ClientFor) -> None:
    client = client_for(office)
    assert "张三" in client.get("/people/invitations/").content.decode()
    sheets = client.post("/people/invitations/").content.decode()
    assert "/set-password/" in sheets and "<svg" in sheets


def test_the_page_of_a_person_shows_the_phone_masked_and_keeps_it_when_left_empty(office: Actor, newcomer: User, client_for: ClientFor) -> None:
    client = client_for(office)
    page = client.get(f"/people/{newcomer.pk}/").content.decode()
    assert "138****8000" in page and "13812348000" not in page
    answer = client.post(f"/people/{newcomer.pk}/", {"form": "account", "display_name": "张三丰", "email": "", "phone": "", "is_active": "on"})
    newcomer.refresh_from_db()
    assert answer.status_code == 302 and (newcomer.display_name, newcomer.phone) == ("张三丰", "13812348000")


def test_a_role_is_given_and_taken_on_the_page(office: Actor, newcomer: User, units: dict[str, Unit], client_for: ClientFor) -> None:
    client = client_for(office)
    client.post(f"/people/{newcomer.pk}/", {"form": "role", "unit": units["区教委"].pk, "role": "unit_head"})
    hat = newcomer.memberships.get(unit=units["区教委"])
    client.post(f"/people/roles/{hat.pk}/end/")
    assert [hat.role for hat in queries.memberships_of(newcomer)] == ["unit_reporter"]


def test_the_last_person_of_the_office_keeps_the_role(operator: Actor, office: Actor) -> None:
    assert office.membership is not None
    with pytest.raises(Conflict, match="至少"):
        end_membership(actor=operator, membership=office.membership)


def test_an_account_that_is_closed_cannot_be_used(office: Actor, reporter: Actor, client_for: ClientFor) -> None:
    assert reporter.user is not None
    theirs = client_for(reporter)
    update_person(actor=office, user=reporter.user, display_name="reporter", email="", phone="", is_active=False)
    assert theirs.get("/units/").status_code == 302


def test_a_person_is_entered_on_a_page(office: Actor, units: dict[str, Unit], client_for: ClientFor) -> None:
    typed = {"display_name": "李四", "username": "lisi", "phone": "", "unit": units["区教委"].pk, "role": "unit_reporter"}
    answer = client_for(office).post("/people/new/", typed)
    assert answer.status_code == 302 and User.objects.get(username="lisi").memberships.count() == 1
    again = client_for(office).post("/people/new/", typed)
    assert again.status_code == 422 and "已存在" in again.content.decode()


def test_a_unit_that_is_renamed_is_still_found_by_its_old_name(office: Actor, units: dict[str, Unit], client_for: ClientFor) -> None:
    unit = units["区教委"]
    form = {"name": "区教育局", "type": "government", "aliases": "", "groups": "区级有关部门", "area": "", "is_active": "on"}
    assert client_for(office).post(f"/units/{unit.pk}/", form).status_code == 302
    assert [found.name for found in queries.units(office, "区教委")] == ["区教育局"]
    assert list(Unit.objects.get(pk=unit.pk).groups.values_list("name", flat=True)) == ["区级有关部门"]


def test_a_closed_unit_gives_no_hat(office: Actor, reporter: Actor, units: dict[str, Unit], client_for: ClientFor) -> None:
    unit = units["区卫生健康委"]
    client_for(office).post(f"/units/{unit.pk}/", {"name": unit.name, "type": unit.type, "aliases": "区卫健委", "groups": "", "area": ""})
    assert reporter.user is not None and list(queries.memberships_of(reporter.user)) == []


def test_nobody_closes_his_own_unit(office: Actor, client_for: ClientFor) -> None:
    assert office.unit is not None
    answer = client_for(office).post(f"/units/{office.unit.pk}/", {"name": "区科协", "type": "mass", "aliases": "", "groups": "", "area": ""})
    assert answer.status_code == 422 and "不能停用您自己所在的单位" in answer.content.decode()
