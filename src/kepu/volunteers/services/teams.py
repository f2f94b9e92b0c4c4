"""Founding teams and saying what they offer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, Text
from kepu.organizations.models import Area, Membership, Role, Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.volunteers.models import Language, Skill, Team

CHANGEABLE = frozenset(
    [
        "name",
        "description",
        "languages",
        "area",
        "latitude",
        "longitude",
        "weekly_minutes",
        "max_distance_km",
        "is_recruiting",
        "wanted",
        "minimum_age",
        "is_active",
        "founded_on",
    ]
)
WEEK = 7 * 24 * 60


@service
def create_team(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    skills: Iterable[Skill] = (),
    leaders: Iterable[Membership] = (),
    area: Area | None = None,
    founded_on: date | None = None,
    **values: Any,
) -> Team:
    """Found a team of a unit; its seat is the unit's place unless said otherwise. Takes the fields of `update_team`.

    Raises InvalidInput by field.
    """
    unit = access.fetch(actor, Unit, "organizations.view_units", pk=unit.pk) if unit.district_id == actor.district.pk else unit
    team = Team(district=actor.district, unit=unit, area=area or unit.area, founded_on=founded_on)
    access.require(actor, "volunteers.create_team", team)
    _set(team, {"name": name, **values})
    team.save()
    team.skills.set(_own_skills(actor, skills))
    _appoint(team, leaders)
    audit(actor, "volunteers.create_team", team, team.name)
    return team


@service
def update_team(*, actor: Actor, team: Team, version: int, skills: Iterable[Skill] | None = None, **changes: Any) -> Team:
    """Change what a team offers; raises Conflict when somebody else changed it, InvalidInput by field."""
    team = access.fetch(actor, Team, "volunteers.change_team", lock=True, pk=team.pk)
    check_version(team, version)
    _set(team, changes)
    team.version += 1
    team.save()
    if skills is not None:
        team.skills.set(_own_skills(actor, skills))
    audit(actor, "volunteers.update_team", team, team.name, fields=sorted(changes))
    return team


@service
def set_team_leaders(*, actor: Actor, team: Team, leaders: Iterable[Membership]) -> Team:
    """Say who leads the team; only the office and the head of the team's unit appoint."""
    team = access.fetch(actor, Team, "volunteers.change_team", lock=True, pk=team.pk)
    access.require(actor, "volunteers.create_team", team)
    _appoint(team, leaders)
    audit(actor, "volunteers.set_team_leaders", team, team.name, leaders=sorted(team.leaders.values_list("pk", flat=True)))
    return team


def _appoint(team: Team, leaders: Iterable[Membership]) -> None:
    found = list(leaders)
    for membership in found:
        if membership.role != Role.TEAM_LEADER or not membership.is_active or membership.unit.district_id != team.district_id:
            raise InvalidInput(fields={"leaders": _("“%s”不是本区在任的服务队队长") % membership.user.get_full_name()})
    team.leaders.set(found)


def _own_skills(actor: Actor, skills: Iterable[Skill]) -> list[Skill]:
    found = list(skills)
    if any(skill.district_id != actor.district.pk for skill in found):
        raise InvalidInput(fields={"skills": _("请选择本区的服务主题")})
    return found


def _set(team: Team, values: dict[str, Any]) -> None:
    errors: dict[str, Text] = {name: _("这一项不能修改") for name in values if name not in CHANGEABLE}
    for name in values.keys() - errors.keys():
        setattr(team, name, values[name].strip() if isinstance(values[name], str) else values[name])
    if not 0 < len(team.name) <= 100:
        errors["name"] = _("请填写服务队名称，不超过100字")
    elif Team.objects.filter(district=team.district, name=team.name).exclude(pk=team.pk).exists():
        errors["name"] = _("服务队“%s”已登记") % team.name
    if unknown := [code for code in team.languages if code not in Language.values]:
        errors["languages"] = _("没有这种语言：%s") % "、".join(map(str, unknown))
    if not 0 <= team.weekly_minutes <= WEEK * 10:
        errors["weekly_minutes"] = _("应在0到%d之间") % (WEEK * 10)
    if (team.latitude is None) != (team.longitude is None) or (team.latitude is not None and not -90 <= team.latitude <= 90):
        errors["latitude"] = _("请在地图上选定出发地，或同时填写经纬度")
    if team.area is not None and team.district_id not in (team.area.district_id, team.area.pk):
        errors["area"] = _("“%s”不在本区") % team.area
    if errors:
        raise InvalidInput(fields=errors)
