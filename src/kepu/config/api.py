"""The API at /api/v1/: the rooms' routers in one description."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from kepu.evidence.api import room as evidence
from kepu.governance.api import room as progress
from kepu.governance.periods_api import room as periods
from kepu.literacy.api_items import room as literacy_items
from kepu.literacy.api_surveys import room as literacy_surveys
from kepu.notifications.api import room as notices
from kepu.orders.api import room as orders
from kepu.organizations.access import public_page
from kepu.organizations.api import room as organizations
from kepu.organizations.files_api import room as files
from kepu.organizations.rest.api import KepuAPI
from kepu.plans.api import room as plans
from kepu.plans.work_api import room as work_items
from kepu.volunteers.api import room as volunteers

api = KepuAPI(
    title="Kepu",
    version="1",
    urls_namespace="api",
    description="Errors are problem documents (RFC 9457). Lists come in pages: pass `next` as `cursor`. "
    "An object with a version has an ETag, and changing it needs If-Match. A POST with an Idempotency-Key is done once.",
)
for router in (organizations, files, notices, plans, work_items, evidence, periods, progress, volunteers, orders, literacy_items, literacy_surveys):
    api.add_router("", router)


@cache
def _description() -> dict[str, object]:
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


@public_page
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API (OpenAPI 3.1)."""
    return JsonResponse(_description(), json_dumps_params={"ensure_ascii": False})
