"""Calendars out and in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied, TooLarge
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.calendar_files import read_busy
from kepu.volunteers.models import CalendarLink, DatedTime, ServiceSession, Signup, Team, Volunteer
from kepu.volunteers.services import (
    cancel_session,
    import_calendar,
    make_calendar_link,
    open_session,
    revoke_calendar_links,
    sign_up,
)

from .conftest import MakeVolunteer

TODAY = date(2026, 3, 2)


def local(day: int, hour: int, month: int = 3) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, hour))


def ics(*lines: str, more: tuple[str, ...] = ()) -> bytes:
    event = ("BEGIN:VEVENT", "UID:one@example.org", *lines, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", *event, *more, "END:VCALENDAR", "")).encode()


def test_a_meeting_takes_its_time() -> None:
    (taken,) = read_busy(ics("DTSTART:20260303T010000Z", "DTEND:20260303T030000Z", "SUMMARY:例会"), TODAY)
    assert (taken.starts_at, taken.ends_at, taken.title) == (local(3, 9), local(3, 11), "例会")


def test_a_weekly_meeting_takes_every_week_but_the_excluded_and_the_moved_one() -> None:
    rule = ("DTSTART;TZID=Asia/Shanghai:20260203T090000", "DTEND;TZID=Asia/Shanghai:20260203T100000", "RRULE:FREQ=WEEKLY;UNTIL=20260401T000000Z")
    moved = ("BEGIN:VEVENT", "UID:one@example.org", "RECURRENCE-ID;TZID=Asia/Shanghai:20260310T090000", "DTSTART;TZID=Asia/Shanghai:20260311T140000")
    data = ics(*rule, "EXDATE;TZID=Asia/Shanghai:20260317T090000", more=(*moved, "DURATION:PT1H", "END:VEVENT"))
    assert [taken.starts_at for taken in read_busy(data, TODAY)] == [local(3, 9), local(11, 14), local(24, 9), local(31, 9)]


def test_an_endless_daily_meeting_ends_with_the_horizon() -> None:
    found = read_busy(ics("DTSTART;TZID=Asia/Shanghai:20200101T090000", "DURATION:PT30M", "RRULE:FREQ=DAILY"), TODAY)
    assert len(found) == 366 and found[0].starts_at == local(2, 9)


def test_whole_days_floating_times_and_entries_without_an_end_are_understood() -> None:
    assert read_busy(ics("DTSTART;VALUE=DATE:20260305"), TODAY)[0].ends_at == local(6, 0)
    assert read_busy(ics("DTSTART:20260305T140000"), TODAY)[0].ends_at == local(5, 15)


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_free_and_cancelled_entries_take_no_time(line: str) -> None:
    assert read_busy(ics("DTSTART:20260305T140000", line), TODAY) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"BEGIN:VCALENDAR", ics("DTSTART:yesterday"), ics("DTSTART:20260305T140000", "RRULE:FREQ=SOMETIMES"), b"PK\x03\x04"],
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_busy(data, TODAY)


def test_a_calendar_that_never_ends_within_a_second_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_busy(ics("DTSTART:20260305T140000Z", "DURATION:PT1S", "RRULE:FREQ=MINUTELY"), TODAY)
    with pytest.raises(TooLarge):
        read_busy(b"x" * (1024 * 1024 + 1), TODAY)


def test_a_second_file_takes_the_place_of_the_first_and_leaves_what_was_typed(team: Team, team_leader: Actor) -> None:
    DatedTime.objects.create(team=team, starts_at=local(9, 9), ends_at=local(9, 10), note="手工")
    soon = timezone.now() + timedelta(days=3)
    for title in ("一", "二"):
        import_calendar(actor=team_leader, owner=team, data=ics(f"DTSTART:{soon:%Y%m%dT%H%M%S}", f"SUMMARY:{title}"))
    assert sorted(team.dated_times.values_list("note", flat=True)) == ["二", "手工"]


@pytest.fixture
def coming(team_leader: Actor, team: Team) -> ServiceSession:
    start = timezone.now() + timedelta(days=2)
    return open_session(actor=team_leader, team=team, title="讲座，问答；互动", place="社区", starts_at=start, ends_at=start + timedelta(hours=1))


def test_a_program_reads_the_sessions_of_a_person_with_the_secret_alone(
    zhang: Volunteer, zhang_himself: VolunteerActor, coming: ServiceSession, team_leader: Actor
) -> None:
    sign_up(actor=zhang_himself, session=coming, volunteer=zhang)
    secret = make_calendar_link(actor=zhang_himself, owner=zhang)
    answer = Client().get(f"/volunteers/calendar/{secret}.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart").astimezone(UTC)) == ("讲座，问答；互动", coming.starts_at.astimezone(UTC))
    cancel_session(actor=team_leader, session=coming, reason="下雨")
    (event,) = Calendar.from_ical(Client().get(f"/volunteers/calendar/{secret}.ics").content).walk("VEVENT")
    assert event["status"] == "CANCELLED" and event["sequence"] > 0


def test_an_address_that_was_stopped_or_guessed_leads_nowhere(team: Team, team_leader: Actor) -> None:
    first = make_calendar_link(actor=team_leader, owner=team)
    second = make_calendar_link(actor=team_leader, owner=team)
    assert Client().get(f"/volunteers/calendar/{first}.ics").status_code == 404
    revoke_calendar_links(actor=team_leader, owner=team)
    for secret in (second, "x", CalendarLink.objects.order_by("pk")[0].digest):
        assert Client().get(f"/volunteers/calendar/{secret}.ics").status_code == 404
    assert first not in str(list(CalendarLink.objects.values_list("digest", flat=True)))


def test_nobody_takes_the_calendar_of_another(zhang_himself: VolunteerActor, volunteer_named: MakeVolunteer) -> None:
    with pytest.raises(PermissionDenied):
        make_calendar_link(actor=zhang_himself, owner=volunteer_named("李四"))


def test_who_no_longer_comes_no_longer_sees_it(zhang: Volunteer, zhang_himself: VolunteerActor, coming: ServiceSession) -> None:
    sign_up(actor=zhang_himself, session=coming, volunteer=zhang)
    secret = make_calendar_link(actor=zhang_himself, owner=zhang)
    Signup.objects.update(is_cancelled=True)
    assert b"VEVENT" not in Client().get(f"/volunteers/calendar/{secret}.ics").content
