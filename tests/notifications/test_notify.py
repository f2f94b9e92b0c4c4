"""People are told what they must know, once, and only if it happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from kepu.notifications import queries
from kepu.notifications.models import Delivery, Notice
from kepu.notifications.services import Audience, announce, mark_all_read, notify, open_notice, set_preference
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.models import Role

ClientFor = Callable[[Actor], Client]


def test_a_notice_reaches_its_person_and_nobody_else(office: Actor, reporter: Actor, head: Actor) -> None:
    notify(actor=office, recipients=[reporter.user], kind="test", title="请填写报告")
    assert [notice.title for notice in queries.notices(reporter)] == ["请填写报告"]
    assert queries.unread_count(head) == 0


def test_a_role_of_a_unit_is_everybody_who_holds_it(office: Actor, head: Actor, lead_head: Actor) -> None:
    notify(actor=office, recipients=[Audience((Role.UNIT_HEAD,), head.unit)], kind="test", title="请审核")
    assert (queries.unread_count(head), queries.unread_count(lead_head)) == (1, 0)


def test_a_person_named_twice_is_told_once(office: Actor, head: Actor) -> None:
    notify(actor=office, recipients=[head.user, Audience((Role.UNIT_HEAD,), head.unit), head.user], kind="test", title="请审核")
    assert queries.unread_count(head) == 1


def test_the_same_event_is_told_once_however_often_it_is_reported(office: Actor, head: Actor) -> None:
    for _repeat in range(3):
        notify(actor=office, recipients=[head.user], kind="test", title="已逾期", dedupe_key="report-1-overdue")
    assert queries.unread_count(head) == 1


def test_events_without_a_key_are_told_each_time(office: Actor, head: Actor) -> None:
    for _repeat in range(2):
        notify(actor=office, recipients=[head.user], kind="test", title="提醒")
    assert queries.unread_count(head) == 2


def test_nobody_is_told_of_what_was_rolled_back(office: Actor, head: Actor) -> None:
    set_preference(actor=head, by_email=True, email="head@example.org")
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(actor=office, recipients=[head.user], kind="test", title="未发生")
        raise RuntimeError
    assert Notice.objects.count() == Delivery.objects.count() == 0


def test_people_of_another_district_are_never_told(office: Actor, outsider: Actor) -> None:
    assert notify(actor=office, recipients=[outsider.user, Audience((Role.OFFICE,))], kind="test", title="区内事项") == 1
    assert Notice.objects.get().recipient == office.user


def test_who_chose_email_gets_it_and_who_did_not_does_not(office: Actor, head: Actor, reporter: Actor) -> None:
    set_preference(actor=head, by_email=True, email="head@example.org")
    set_preference(actor=reporter, by_email=False, email="reporter@example.org")
    notify(actor=office, recipients=[head.user, reporter.user], kind="test", title="请审核")
    assert list(Delivery.objects.values_list("recipient", flat=True)) == [head.user.pk]


def test_email_cannot_be_chosen_without_an_address(head: Actor) -> None:
    for address in ("", "不是邮箱"):
        with pytest.raises(InvalidInput) as refused:
            set_preference(actor=head, by_email=True, email=address)
        assert "email" in refused.value.fields


def test_a_district_without_robots_announces_to_nobody(office: Actor) -> None:
    assert announce(actor=office, title="本月填报开始") == 0


def test_opening_a_notice_marks_it_read_and_leads_to_its_page(office: Actor, head: Actor, client_for: ClientFor) -> None:
    notify(actor=office, recipients=[head.user], kind="test", title="请审核", url="/units/")
    answer = client_for(head).post(f"/notices/{Notice.objects.get().pk}/open/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/units/")
    assert queries.unread_count(head) == 0


def test_a_notice_never_leads_out_of_the_house(office: Actor, head: Actor, client_for: ClientFor) -> None:
    notify(actor=office, recipients=[head.user], kind="test", title="请审核", url="https://evil.example/")
    answer = client_for(head).post(f"/notices/{Notice.objects.get().pk}/open/")
    assert answer.headers["Location"] == "/notices/"


def test_nobody_reads_the_notices_of_another(office: Actor, head: Actor, reporter: Actor) -> None:
    notify(actor=office, recipients=[head.user], kind="test", title="请审核")
    with pytest.raises(PermissionDenied):
        open_notice(actor=reporter, notice=Notice.objects.get())


def test_all_are_marked_read_at_once(office: Actor, head: Actor) -> None:
    for title in ("一", "二", "三"):
        notify(actor=office, recipients=[head.user], kind="test", title=title)
    assert (mark_all_read(actor=head), mark_all_read(actor=head)) == (3, 0)


def test_the_bell_counts_what_is_unread(office: Actor, head: Actor, client_for: ClientFor) -> None:
    notify(actor=office, recipients=[head.user], kind="test", title="请审核")
    page = client_for(head).get("/").content.decode()
    assert '<span class="bell-count">1' in page


def test_a_long_list_of_notices_costs_few_queries(
    office: Actor, head: Actor, client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(45):
        notify(actor=office, recipients=[head.user], kind="test", title=f"通知{number}")
    client = client_for(head)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = client.get("/notices/").content.decode()
    assert "通知44" in page and "通知24" not in page
