"""Boundaries for maps."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from kepu.organizations.access import public_page
from kepu.organizations.models import Area
from kepu.organizations.views.public import district_of


@require_GET
@public_page
def areas(request: HttpRequest, code: str) -> HttpResponse:
    """District, streets and communities as GeoJSON, with the tiles to lay under them where the installation names any."""
    district = district_of(code)
    inside = Area.objects.filter(district=district).order_by("code")
    features = [
        {
            "type": "Feature",
            "geometry": area.boundary,
            "properties": {"name": area.name, "code": area.code, "level": area.level, "center": [area.latitude, area.longitude]},
        }
        for area in [district, *inside]
    ]
    answer = JsonResponse({"type": "FeatureCollection", "features": features, "tiles": settings.KEPU_TILES_URL, "credit": settings.KEPU_TILES_CREDIT})
    patch_cache_control(answer, public=True, max_age=3600)
    return answer
