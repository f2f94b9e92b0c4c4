"""Where places lie: in which area a point is, and how far two points are from each other. WGS 84 throughout."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry import shape

from .errors import InvalidInput
from .models import Area

EARTH_KM = 6371.0088


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance."""
    return float(distances_km(np.array([(latitude, longitude), (other_latitude, other_longitude)]))[0, 1])


def distances_km(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances between all places by the haversine formula, shape (p, 2) in degrees to (p, p)."""
    lat, lon = np.radians(places[:, 0]), np.radians(places[:, 1])
    half = np.sin((lat[:, None] - lat) / 2) ** 2 + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return distances


def lies_in(area: Area, latitude: float, longitude: float, reach_km: float) -> bool | None:
    """Whether a point is inside the boundary, else within reach of the centre; None where the area has neither."""
    if area.boundary:
        return bool(shapely.intersects_xy(shape(area.boundary), longitude, latitude))
    if area.latitude is None or area.longitude is None:
        return None
    return distance_km(area.latitude, area.longitude, latitude, longitude) <= reach_km


def area_at(district: Area, latitude: float, longitude: float) -> Area | None:
    """The smallest area of the district whose boundary holds the point; None where no boundary does."""
    bounded = Area.objects.filter(district=district, boundary__isnull=False)
    holding = [area for area in bounded if lies_in(area, latitude, longitude, 0)]
    return max(holding, key=lambda area: len(area.code), default=None)


def point_of(area: Area) -> tuple[float, float] | None:
    """Latitude and longitude that stand for an area: its own, else those of what it lies in."""
    place: Area | None = area
    while place is not None:
        if place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
        place = place.parent
    return None


def read_boundary(geometry: Any) -> shapely.Geometry:
    """A polygon or several from GeoJSON; raises InvalidInput for anything that is no area on earth."""
    try:
        found = shape(geometry)
    except Exception as error:  # shapely raises whatever the malformed part leads to
        raise InvalidInput(fields={"boundary": _("边界不是有效的 GeoJSON 多边形")}) from error
    if found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty:
        raise InvalidInput(fields={"boundary": _("边界应是 Polygon 或 MultiPolygon")})
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InvalidInput(fields={"boundary": _("边界的坐标应是经度、纬度（WGS 84）")})
    return found if found.is_valid else shapely.make_valid(found)
