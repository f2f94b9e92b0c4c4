"""Free time: the weekly pattern, what was added, less what was taken out. Spans are half-open and in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from kepu.volunteers.models import DatedTime, WeeklyTime

Span = tuple[datetime, datetime]


def united(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that neither overlap nor touch.

    >>> day = lambda hour: datetime(2026, 3, 2, hour)
    >>> [(a.hour, b.hour) for a, b in united([(day(13), day(15)), (day(9), day(11)), (day(11), day(12))])]
    [(9, 12), (13, 15)]
    """
    made: list[Span] = []
    for start, end in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        elif end > start:
            made.append((start, end))
    return made


def less(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The time of `spans` that is not in `taken`.

    >>> day = lambda hour: datetime(2026, 3, 2, hour)
    >>> [(a.hour, b.hour) for a, b in less([(day(9), day(17))], [(day(12), day(13)), (day(16), day(20))])]
    [(9, 12), (13, 16)]
    """
    left = united(spans)
    for start, end in united(taken):
        left = [piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[1] > piece[0]]
    return left


def free_windows(weekly: Iterable[WeeklyTime], dated: Iterable[DatedTime], first_day: date, last_day: date) -> list[Span]:
    """When somebody with this pattern and these exceptions can serve, within the days; what cannot is stronger than what can."""
    zone = timezone.get_current_timezone()
    pattern = list(weekly)
    spans: list[Span] = []
    for offset in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=offset)
        spans += [
            (datetime.combine(day, time.starts, tzinfo=zone), datetime.combine(day, time.ends, tzinfo=zone))
            for time in pattern
            if time.weekday == day.weekday()
        ]
    exceptions = list(dated)
    begin = datetime.combine(first_day, datetime.min.time(), tzinfo=zone)
    end = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    spans += [_local(item) for item in exceptions if item.is_free]
    left = less(spans, [_local(item) for item in exceptions if not item.is_free])
    return [(max(start, begin), min(stop, end)) for start, stop in left if start < end and stop > begin]


def _local(item: DatedTime) -> Span:
    return timezone.localtime(item.starts_at), timezone.localtime(item.ends_at)
