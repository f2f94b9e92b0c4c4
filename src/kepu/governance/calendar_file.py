"""A hearing as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .models import Briefing

LENGTH = timedelta(hours=2)
STATUS = {Briefing.Status.PLANNED: "CONFIRMED", Briefing.Status.HELD: "CONFIRMED", Briefing.Status.CANCELLED: "CANCELLED"}


def escape(text: str) -> str:
    """Text as a value (3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, no character torn apart (3.1)."""
    pieces, piece, room = [], "", 75
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", 74
        piece += sign
        room -= size
    return "\r\n ".join([*pieces, piece])


def calendar_of(briefing: Briefing, url: str, now: datetime) -> str:
    """The file that a phone takes into its calendar; a later version of the same hearing replaces the earlier one."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kepu//Briefing//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:briefing-{briefing.pk}@{briefing.district.code}.kepu",
        f"SEQUENCE:{briefing.version}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(briefing.starts_at)}",
        f"DTEND:{_stamp(briefing.starts_at + LENGTH)}",
        f"SUMMARY:{escape(briefing.title)}",
        f"LOCATION:{escape(briefing.place)}",
        f"DESCRIPTION:{escape(briefing.agenda)}",
        f"URL:{url}",
        f"STATUS:{STATUS[Briefing.Status(briefing.status)]}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(briefing.title)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(fold(line) + "\r\n" for line in lines)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
