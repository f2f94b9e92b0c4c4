"""When teams and people can serve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, NotFound
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import DatedTime, Team, Volunteer, WeeklyTime

Pattern = Iterable[tuple[int, time, time]]
LONGEST = timedelta(days=366)


@service
def set_weekly_times(*, actor: Actor, owner: Team | Volunteer, times: Pattern) -> list[WeeklyTime]:
    """Replace the weekly pattern of a team or a person by (weekday, from, to); raises InvalidInput where times overlap or run backwards."""
    owner = owned(actor, owner)
    sorted_times = sorted(times)
    for number, (weekday, starts, ends) in enumerate(sorted_times):
        if weekday not in range(7) or ends <= starts:
            raise InvalidInput(fields={"times": _("结束时间要晚于开始时间")})
        if number and sorted_times[number - 1][0] == weekday and sorted_times[number - 1][2] > starts:
            raise InvalidInput(fields={"times": _("同一天的时段不能重叠")})
    mine = own(owner)
    WeeklyTime.objects.filter(**mine).delete()
    made = WeeklyTime.objects.bulk_create([WeeklyTime(**mine, weekday=day, starts=starts, ends=ends) for day, starts, ends in sorted_times])
    audit(actor, "volunteers.set_weekly_times", owner, _label(owner), times=[f"{day} {a:%H:%M}-{b:%H:%M}" for day, a, b in sorted_times])
    return made


@service
def add_dated_time(
    *, actor: Actor, owner: Team | Volunteer, starts_at: datetime, ends_at: datetime, is_free: bool = False, note: str = ""
) -> DatedTime:
    """Enter an exception to the pattern; raises InvalidInput for one that ends before it begins or lasts longer than a year."""
    owner = owned(actor, owner)
    if not timedelta() < ends_at - starts_at <= LONGEST:
        raise InvalidInput(fields={"ends_at": _("结束时间要晚于开始时间，且不超过一年")})
    made = DatedTime.objects.create(**own(owner), starts_at=starts_at, ends_at=ends_at, is_free=is_free, note=note.strip()[:100])
    audit(actor, "volunteers.add_dated_time", owner, _label(owner), starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(), is_free=is_free)
    return made


@service
def remove_dated_time(*, actor: Actor, owner: Team | Volunteer, dated: DatedTime) -> None:
    """Take an exception away."""
    owner = owned(actor, owner)
    gone, _tables = DatedTime.objects.filter(**own(owner), pk=dated.pk).delete()
    if not gone:
        raise NotFound()
    audit(actor, "volunteers.remove_dated_time", owner, _label(owner), starts_at=dated.starts_at.isoformat())


def owned(actor: Actor, owner: Team | Volunteer) -> Team | Volunteer:
    if isinstance(owner, Team):
        return access.fetch(actor, Team, "volunteers.change_times", lock=True, pk=owner.pk)
    return access.fetch(actor, Volunteer, "volunteers.change_own_times", lock=True, pk=owner.pk)


def own(owner: models.Model) -> dict[str, models.Model]:
    return {"team" if isinstance(owner, Team) else "volunteer": owner}


def _label(owner: Team | Volunteer) -> str:
    """What the audit log calls the owner: never a volunteer's name, which must be erasable."""
    return owner.name if isinstance(owner, Team) else str(owner.pk)
