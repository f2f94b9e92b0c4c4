"""What a school has for the teaching of science."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy.models import SchoolConditions
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service

FIELDS = (
    "pupils",
    "full_time",
    "part_time",
    "science_degree",
    "has_vice_head",
    "lessons",
    "labs",
    "experiments",
    "activities",
    "participations",
    "remarks",
)
LIMITS = {
    "pupils": (1, 20_000),
    "full_time": (0, 500),
    "part_time": (0, 500),
    "science_degree": (0, 1000),
    "lessons": (0, 20),
    "labs": (0, 200),
    "experiments": (0, 200),
    "activities": (0, 2000),
    "participations": (0, 500_000),
}


@service
def save_conditions(*, actor: Actor, unit: Unit, school_year: int, version: int = 0, **values: Any) -> SchoolConditions:
    """Enter or change what a school told of a school year; `version` is 0 for a new one."""
    access.require(actor, "literacy.change_conditions", unit)
    if unit.district_id != actor.district.pk or unit.type != Unit.Type.SCHOOL:
        raise InvalidInput(fields={"unit": _("请选择本区的学校")})
    own = SchoolConditions.objects.select_for_update(of=("self",)).filter(unit=unit, school_year=school_year).first()
    if own is not None or version:
        check_version(own or SchoolConditions(version=0), version)
    own = own or SchoolConditions(district=actor.district, unit=unit, school_year=school_year, version=0)
    for name in FIELDS:
        if name in values:
            setattr(own, name, values[name])
    errors: dict[str, Any] = {
        name: _("应在%(low)d至%(high)d之间") % {"low": low, "high": high}
        for name, (low, high) in LIMITS.items()
        if not low <= getattr(own, name) <= high
    }
    if "science_degree" not in errors and own.science_degree > own.full_time + own.part_time:
        errors["science_degree"] = _("不能多于专职和兼职教师之和")
    if not 2000 <= school_year <= timezone.localdate().year + 1:
        errors["school_year"] = _("请填写学年开始的年份，如2026")
    if errors:
        raise InvalidInput(fields=errors)
    own.filled_by, own.version = actor.user, own.version + 1
    own.save()
    audit(actor, "literacy.save_conditions", own, f"{unit} {school_year}")
    return own
