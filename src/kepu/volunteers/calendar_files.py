"""Calendar files (RFC 5545): sessions out, taken time in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from kepu.organizations.errors import InvalidInput, TooLarge

from .models import Invitation, ServiceSession

LIMIT = 1024 * 1024
MOST = 2000
HORIZON = timedelta(days=366)
LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class Taken:
    """A time that a calendar says is taken."""

    starts_at: datetime
    ends_at: datetime
    title: str
    uid: str


def calendar_of(
    sessions: Iterable[ServiceSession], invitations: Iterable[Invitation], name: str, code: str, now: datetime, *, of_team: bool, base: str
) -> bytes:
    """The sessions of a team or a person and the invitations that an expert accepted, as a calendar to subscribe to;
    `base` is the address of this site."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kepu//Volunteers//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for session in sessions:
        status = "CANCELLED" if session.state == ServiceSession.State.CANCELLED else "CONFIRMED"
        event = _event(f"session-{session.pk}@{code}.kepu", session, status, now, session.version)
        _say_more(event, session, code, of_team, base)
        calendar.add_component(event)
    for invitation in invitations:
        calendar.add_component(_event(f"invitation-{invitation.pk}@{code}.kepu", invitation, "CONFIRMED", now, 0))
    return bytes(calendar.to_ical())


def _event(uid: str, what: ServiceSession | Invitation, status: str, now: datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", what.starts_at.astimezone(UTC))
    event.add("dtend", what.ends_at.astimezone(UTC))
    event.add("summary", what.title)
    event.add("location", what.place)
    event.add("status", status)
    return event


def _say_more(event: Event, session: ServiceSession, code: str, of_team: bool, base: str) -> None:
    """What the session is about and where on the map, and its page. Whoever has the address reads this without signing in, so the person
    to call stands only on that page."""
    if session.description:
        event.add("description", session.description)
    if session.latitude is not None and session.longitude is not None:
        event.add("geo", (session.latitude, session.longitude))
    page = reverse("volunteers:session", args=[session.pk]) if of_team else reverse("volunteers:me_session", args=[code, session.pk])
    event.add("url", base + page)


def read_busy(data: bytes, today: date) -> list[Taken]:
    """What a calendar file says is taken within a year from today, repetitions spread out; free and cancelled entries are passed over.

    Raises InvalidInput for what is no calendar file, TooLarge past 1 MB or 2,000 times.
    """
    if len(data) > LIMIT:
        raise TooLarge(_("日历文件超过1 MB，请导出较短的时间段。"))
    begin = timezone.make_aware(datetime.combine(today, time()))
    try:
        calendar = Calendar.from_ical(data)
        events = [part for part in calendar.walk("VEVENT") if part.get("dtstart") is not None]
        moved = {(str(part.get("uid")), _moment(part.decoded("recurrence-id"))) for part in events if part.get("recurrence-id")}
        found = [taken for event in events for taken in _times(event, begin, begin + HORIZON, moved)]
    except TooLarge:
        raise
    except Exception as error:  # a file may be broken in as many ways as the format has parts
        raise InvalidInput(fields={"file": _("这不是有效的日历文件（.ics），请从日历软件重新导出。")}) from error
    if len(found) > MOST:
        raise TooLarge(_("日历中的日程超过%d次，请导出较短的时间段。") % MOST)
    return sorted(found, key=lambda taken: (taken.starts_at, taken.uid))


def _times(event: Any, begin: datetime, end: datetime, moved: set[tuple[str, datetime]]) -> Iterator[Taken]:
    if str(event.get("transp", "")).upper() == "TRANSPARENT" or str(event.get("status", "")).upper() == "CANCELLED":
        return
    start = _moment(event.decoded("dtstart"))
    length = min(_length(event, start), LONGEST)
    uid, title = str(event.get("uid", "")) or f"at-{start.isoformat()}", str(event.get("summary", ""))[:100]
    single = event.get("recurrence-id") is not None
    for moment in _starts(event, start, begin - length, end):
        if moment + length > begin and moment < end and (single or (uid, moment) not in moved):
            yield Taken(moment, moment + length, title, uid[:200])


def _starts(event: Any, start: datetime, begin: datetime, end: datetime) -> Iterator[datetime]:
    rule = event.get("rrule")
    if rule is None:
        yield start
        return
    local = timezone.localtime(start).replace(tzinfo=None)
    spread = rruleset()
    text = rule.to_ical().decode()
    # Repetitions are counted in local time, as the calendar shows them; an end in UTC would not fit to that.
    parts = [part for part in text.split(";") if not part.startswith("UNTIL=")]
    spread.rrule(rrulestr(";".join(parts), dtstart=local))
    until = rule.get("UNTIL")
    last = min(end, _moment(until[0]) + timedelta(seconds=1)) if until else end
    for excluded in _excluded(event):
        spread.exdate(timezone.localtime(excluded).replace(tzinfo=None))
    naive_begin, naive_last = (timezone.localtime(moment).replace(tzinfo=None) for moment in (begin, last))
    for moment in islice(spread.xafter(naive_begin, inc=True), MOST + 1):
        if moment >= naive_last:
            return
        yield timezone.make_aware(moment)


def _excluded(event: Any) -> Iterator[datetime]:
    given = event.get("exdate")
    for dates in given if isinstance(given, list) else [given] if given is not None else []:
        yield from (_moment(item.dt) for item in dates.dts)


def _length(event: Any, start: datetime) -> timedelta:
    if event.get("dtend") is not None:
        return max(_moment(event.decoded("dtend")) - start, timedelta(minutes=1))
    if event.get("duration") is not None:
        length: timedelta = event.decoded("duration")
        return max(length, timedelta(minutes=1))
    return timedelta(hours=1) if isinstance(event.decoded("dtstart"), datetime) else timedelta(days=1)


def _moment(value: date | datetime) -> datetime:
    """A moment with its zone; a day begins at midnight, and a time without zone is local."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value if timezone.is_aware(value) else timezone.make_aware(value)
