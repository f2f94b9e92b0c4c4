"""Boundaries come from GeoJSON, all or nothing, and say where a point lies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.geography import area_at, distance_km, lies_in, point_of
from kepu.organizations.models import Area, Unit
from kepu.organizations.services import import_boundaries, set_boundary


def square(west: float, south: float, size: float = 0.02) -> dict[str, Any]:
    east, north = west + size, south + size
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def collection(*features: tuple[dict[str, Any], Any]) -> bytes:
    made = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in features]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def test_boundaries_are_found_by_code_or_name(office: Actor, units: dict[str, Unit]) -> None:
    content = collection(
        ({"code": "500103001"}, square(106.56, 29.55)),
        ({"name": "解放碑街道"}, square(106.58, 29.55)),
        ({"adcode": 500103}, square(106.5, 29.5, 0.1)),
    )
    assert import_boundaries(actor=office, content=content) == 3
    district = Area.objects.get(code="500103")
    found = area_at(district, 29.56, 106.57)
    assert found is not None and found.name == "七星岗街道" and point_of(found) == (29.56, 106.57)
    assert area_at(district, 29.56, 106.585).name == "解放碑街道"  # type: ignore[union-attr]
    assert area_at(district, 30.5, 106.57) is None
    assert lies_in(district, 29.52, 106.52, 0) is True and lies_in(district, 30.5, 106.5, 99) is False


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        collection(),
        collection(({"name": "七星岗街道"}, {"type": "Point", "coordinates": [1, 2]})),
        collection(({"name": "七星岗街道"}, {"type": "Polygon", "coordinates": [[[1, 2]]]})),
        collection(({"name": "七星岗街道"}, square(500, 29.5))),
        collection(({"name": "不存在"}, square(106, 29))),
        collection(({"name": "七星岗街道"}, square(106, 29)), ({"code": "500103001"}, square(106, 29))),
        collection(({"name": "七星岗街道"}, square(106, 29)), ({"name": "解放碑街道"}, None)),
    ],
)
def test_a_wrong_file_stores_nothing(office: Actor, units: dict[str, Unit], content: bytes) -> None:
    with pytest.raises(InvalidInput):
        import_boundaries(actor=office, content=content)
    assert not Area.objects.exclude(boundary=None).exists()


def test_a_unit_draws_no_boundaries(head: Actor, units: dict[str, Unit]) -> None:
    area = units["七星岗街道"].area
    assert area is not None
    with pytest.raises(PermissionDenied):
        set_boundary(actor=head, area=area, geometry=square(106, 29))


def test_a_ring_that_crosses_itself_is_mended(office: Actor, units: dict[str, Unit]) -> None:
    area = units["七星岗街道"].area
    assert area is not None
    bow = {"type": "Polygon", "coordinates": [[[106.0, 29.0], [106.1, 29.1], [106.1, 29.0], [106.0, 29.1], [106.0, 29.0]]]}
    set_boundary(actor=office, area=area, geometry=bow)
    assert area.boundary is not None and area.boundary["type"] == "MultiPolygon"


def test_the_distance_is_that_of_the_sphere() -> None:
    assert distance_km(0, 0, 0, 1) == pytest.approx(111.195, abs=0.01)
    assert distance_km(29.553, 106.563, 29.553, 106.563) == 0
