"""The office keeps the register of units."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from kepu.organizations import access, queries
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import Area, AuditEntry, Unit, User
from kepu.organizations.services import add_membership, create_area, create_district, create_unit, create_user

ClientFor = Callable[[Actor], Client]


def test_a_unit_is_found_by_its_alias(office: Actor) -> None:
    assert [unit.name for unit in queries.units(office, "区卫健委")] == ["区卫生健康委"]


def test_an_alias_cannot_be_the_name_of_another_unit(office: Actor) -> None:
    with pytest.raises(InvalidInput) as error:
        create_unit(actor=office, name="区卫健委", type=Unit.Type.GOVERNMENT)
    assert "区卫健委" in error.value.fields["name"]


def test_a_refused_unit_leaves_nothing_behind(office: Actor) -> None:
    before = Unit.objects.count(), AuditEntry.objects.count()
    with pytest.raises(InvalidInput):
        create_unit(actor=office, name="区新单位", type=Unit.Type.OTHER, aliases=["区教委"])
    assert (Unit.objects.count(), AuditEntry.objects.count()) == before


def test_a_reporter_may_not_add_a_unit(reporter: Actor) -> None:
    with pytest.raises(PermissionDenied):
        create_unit(actor=reporter, name="区新单位", type=Unit.Type.OTHER)


def test_an_operation_without_an_actor_is_refused() -> None:
    with pytest.raises(TypeError):
        create_unit(name="区新单位", type=Unit.Type.OTHER)  # type: ignore[call-arg]


def test_every_change_is_written_to_the_audit_log(office: Actor) -> None:
    unit = create_unit(actor=office, name="区新单位", type=Unit.Type.OTHER)
    entry = AuditEntry.objects.get(action="organizations.create_unit", object_id=str(unit.pk))
    assert (entry.user, entry.role, entry.district) == (office.user, "office", office.district)


def test_a_street_code_must_extend_the_code_of_its_district(system: Actor) -> None:
    with pytest.raises(InvalidInput):
        create_area(actor=system, code="500105001", name="某街道", level=Area.Level.STREET, parent=system.district)


@pytest.mark.parametrize("code", ["", "50010", "5001030", "渝中", "50010３"])
def test_a_district_needs_a_six_digit_code(db: None, code: str) -> None:
    with pytest.raises(InvalidInput):
        create_district(code=code, name="某区")
    assert not Area.objects.exists()


def test_a_unit_of_another_district_does_not_exist_for_us(office: Actor, outsider: Actor) -> None:
    assert outsider.unit is not None
    with pytest.raises(NotFound):
        access.fetch(office, Unit, "organizations.view_units", pk=outsider.unit.pk)


def test_nobody_gets_a_role_in_another_district(office: Actor, outsider: Actor) -> None:
    assert outsider.unit is not None and office.user is not None
    with pytest.raises(InvalidInput):
        add_membership(actor=office, user=office.user, unit=outsider.unit, role="office")


def test_a_phone_number_is_unreadable_in_the_database(office: Actor) -> None:
    user = create_user(actor=office, username="zhang", display_name="张三", phone="13812348000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM organizations_user WHERE id = %s", [user.pk])
        stored = cursor.fetchone()[0]
    assert "13812348000" not in stored
    assert User.objects.get(pk=user.pk).phone == "13812348000"


def test_the_list_of_people_masks_phone_numbers(office: Actor, client_for: ClientFor) -> None:
    assert office.unit is not None
    user = create_user(actor=office, username="zhang", display_name="张三", phone="13812348000")
    add_membership(actor=office, user=user, unit=office.unit, role="unit_reporter")
    page = client_for(office).get("/people/").content.decode()
    assert "138****8000" in page and "13812348000" not in page


def test_the_list_of_units_takes_a_bounded_number_of_queries(office: Actor, client_for: ClientFor, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(40):
        create_unit(actor=office, name=f"第{number}单位", type=Unit.Type.OTHER, aliases=[f"别名{number}"])
    client = client_for(office)
    with django_assert_max_num_queries(12):
        assert client.get("/units/").status_code == 200


def test_a_form_keeps_what_was_typed_when_the_name_is_taken(office: Actor, client_for: ClientFor) -> None:
    answer = client_for(office).post("/units/", {"name": "区教委", "type": "government", "aliases": "教育局"})
    assert answer.status_code == 422
    assert 'value="教育局"' in answer.content.decode()


def test_a_person_switches_between_two_roles(office: Actor, client_for: ClientFor) -> None:
    assert office.user is not None and office.unit is not None
    second = add_membership(actor=office, user=office.user, unit=office.unit, role="auditor")
    client = client_for(office)
    assert client.get("/audit/").status_code == 200
    client.post("/identity/", {"membership": second.pk})
    assert client.get("/people/").status_code == 403


def test_nobody_takes_the_role_of_someone_else(office: Actor, reporter: Actor, client_for: ClientFor) -> None:
    assert office.membership is not None
    assert client_for(reporter).post("/identity/", {"membership": office.membership.pk}).status_code == 404
