"""Where areas lie: points and boundaries, one by one or from a GeoJSON file."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.geography import read_boundary
from kepu.organizations.models import Area

from .base import audit, service

CODES = ("code", "adcode", "代码", "区划代码")
NAMES = ("name", "名称")
DIGITS = 6  # decimals of a degree, which is a decimetre
FEATURES = 2000


@service
def set_boundary(*, actor: Actor, area: Area, geometry: Any) -> Area:
    """Give an area its boundary, and a point inside it; raises InvalidInput for what is no polygon in WGS 84."""
    require(actor, "organizations.change_units")
    _own(actor, area)
    _store(area, read_boundary(geometry))
    audit(actor, "organizations.set_boundary", area, area.name)
    return area


@service
def import_boundaries(*, actor: Actor, content: bytes) -> int:
    """Boundaries from a GeoJSON FeatureCollection whose features name the area by code or name; how many. All or nothing.

    Raises InvalidInput, naming the features, where one is no polygon, names no area of the district, or names it twice.
    """
    require(actor, "organizations.change_units")
    features = _features(content)
    inside = [actor.district, *Area.objects.filter(district=actor.district)]
    by_code, by_name = {area.code: area for area in inside}, {area.name: area for area in inside}
    found: dict[int, tuple[Area, shapely.Geometry]] = {}
    errors = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        code = next((str(properties[key]) for key in CODES if properties.get(key)), "")
        name = next((str(properties[key]) for key in NAMES if properties.get(key)), "")
        area = by_code.get(code) or by_code.get(code[:9] if code.endswith("000") else "") or by_name.get(name)
        if area is None:
            errors.append(_("第 %(number)d 个要素（%(name)s）不是本区的区划") % {"number": number, "name": name or code or _("未命名")})
        elif area.pk in found:
            errors.append(_("第 %(number)d 个要素：%(name)s出现两次") % {"number": number, "name": area.name})
        else:
            try:
                found[area.pk] = area, read_boundary(feature.get("geometry"))
            except InvalidInput as error:
                errors.append(
                    _("第 %(number)d 个要素（%(name)s）：%(text)s") % {"number": number, "name": area.name, "text": error.fields["boundary"]}
                )
    if errors:
        raise InvalidInput(fields={"file": "；".join(errors[:10])})
    for area, boundary in found.values():
        _store(area, boundary)
    audit(actor, "organizations.import_boundaries", actor.district, _("导入边界"), areas=len(found))
    return len(found)


def _features(content: bytes) -> list[dict[str, Any]]:
    try:
        data = json.loads(content.decode("utf-8-sig"))
        features = data["features"]
        if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidInput(fields={"file": _("不是 GeoJSON 要素集合（FeatureCollection）")}) from error
    if not 0 < len(features) <= FEATURES:
        raise InvalidInput(fields={"file": _("要素应在1到%d个之间") % FEATURES})
    return features


def _store(area: Area, boundary: shapely.Geometry) -> None:
    boundary = shapely.set_precision(boundary, 10**-DIGITS)
    area.boundary = json.loads(json.dumps(mapping(boundary)))
    if area.latitude is None or area.longitude is None or not shapely.intersects_xy(boundary, area.longitude, area.latitude):
        inside = shapely.point_on_surface(boundary)
        area.longitude, area.latitude = round(inside.x, DIGITS), round(inside.y, DIGITS)
    area.save(update_fields=["boundary", "latitude", "longitude"])


def _own(actor: Actor, area: Area) -> None:
    if actor.district.pk not in (area.pk, area.district_id):
        raise InvalidInput(fields={"area": _("“%s”不在本区") % area.name})
