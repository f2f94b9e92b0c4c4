"""Staff of science popularization."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, Text
from kepu.organizations.models import Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.volunteers.models import Staff, Volunteer

CHOICES = {
    "sex": Volunteer.Sex.values,
    "employment": Staff.Employment.values,
    "education": ["", *Volunteer.Education.values],
    "rank": Staff.Rank.values,
    "task": Staff.Task.values,
    "head": ["", *Staff.Head.values],
}
PLAIN = frozenset({"name", "is_rural", "post", "days", "started_on", "ended_on"})


@service
def add_staff(*, actor: Actor, unit: Unit, **values: Any) -> Staff:
    """Enter somebody who popularizes science in a unit. Raises InvalidInput by field."""
    staff = Staff(district=actor.district, unit=unit)
    access.require(actor, "volunteers.change_staff", staff)
    fill_staff(staff, values)
    staff.save()
    audit(actor, "volunteers.add_staff", staff, staff.name, unit=unit.pk)
    return staff


@service
def update_staff(*, actor: Actor, staff: Staff, version: int, **changes: Any) -> Staff:
    """Change an entry; somebody who stopped gets an end and stays for the years before."""
    staff = access.fetch(actor, Staff, "volunteers.change_staff", lock=True, pk=staff.pk)
    check_version(staff, version)
    fill_staff(staff, changes)
    staff.version += 1
    staff.save()
    audit(actor, "volunteers.update_staff", staff, staff.name, fields=sorted(changes))
    return staff


def fill_staff(staff: Staff, values: dict[str, Any]) -> None:
    """Put checked values into the entry; raises InvalidInput with every field that is wrong."""
    errors: dict[str, Text] = {}
    for name, value in values.items():
        if name not in PLAIN | CHOICES.keys():
            errors[name] = _("这一项不能填写")
        elif name in CHOICES and value not in CHOICES[name]:
            errors[name] = _("请从列表中选择")
        else:
            setattr(staff, name, value.strip() if isinstance(value, str) else value)
    if not 0 < len(staff.name) <= 60:
        errors["name"] = _("请填写姓名")
    if staff.unit.district_id != staff.district_id:
        errors["unit"] = _("“%s”不是本区单位") % staff.unit
    if staff.started_on is None:
        errors["started_on"] = _("请填写开始日期")
    elif staff.ended_on is not None and staff.ended_on < staff.started_on:
        errors["ended_on"] = _("结束日期不能早于开始日期")
    if not 0 <= staff.days <= 366:
        errors["days"] = _("应在0到366之间")
    if errors:
        raise InvalidInput(fields=errors)
