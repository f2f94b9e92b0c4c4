"""The beginning of an installation, before anybody can act in it."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Area

from .base import audit


@transaction.atomic
def create_district(*, code: str, name: str, is_demo: bool = False) -> Area:
    """Register a district by its GB/T 2260 code. Not a `service`: nobody can act before the district exists."""
    if not re.fullmatch(r"[0-9]{6}", code):
        raise InvalidInput(_("区划代码应为六位数字（GB/T 2260），收到“%s”。") % code)
    if not name.strip():
        raise InvalidInput(_("请填写区县名称。"))
    if Area.objects.filter(code=code).exists():
        raise InvalidInput(_("代码 %s 已登记。") % code)
    area = Area.objects.create(code=code, name=name.strip(), level=Area.Level.DISTRICT, is_demo=is_demo)
    audit(Actor.system(area), "organizations.create_district", area, area.name)
    return area
