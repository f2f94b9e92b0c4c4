"""The first person of a new installation."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.test import Client
from typer.testing import CliRunner

from kepu.config.cli import app
from kepu.organizations.models import Area, Membership, User

PASSWORD = "correct horse battery"


def test_the_operator_enters_the_first_person_of_the_office_who_then_signs_in(district: Area) -> None:
    answer = CliRunner().invoke(app, ["person", "create", "wang", "王老师", "--district", "500103"])
    assert answer.exit_code == 0, answer.output
    membership = Membership.objects.get(user__username="wang")
    assert (membership.role, membership.unit.name, membership.unit.district) == ("office", "区科协", district)
    client = Client()
    page = client.get(urlsplit(answer.output.split()[-1]).path, follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert Client().login(username="wang", password=PASSWORD)


def test_a_name_that_is_taken_and_a_district_that_is_unknown_are_said_and_leave_nothing(district: Area) -> None:
    CliRunner().invoke(app, ["person", "create", "wang", "王老师", "--district", "500103"])
    again = CliRunner().invoke(app, ["person", "create", "wang", "李老师", "--district", "500103", "--unit", "区教委"])
    assert again.exit_code == 2 and "已存在" in again.output
    nowhere = CliRunner().invoke(app, ["person", "create", "li", "李老师", "--district", "500199"])
    assert nowhere.exit_code == 2 and "kepu district create" in nowhere.output
    assert User.objects.count() == 1 and not Membership.objects.filter(unit__name="区教委").exists()
