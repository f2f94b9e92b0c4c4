"""Addresses of the whole site."""

from django.urls import include, path
from wagtail.views import serve as serve_page

from . import health
from .api import api, openapi

urlpatterns = [
    path("", include("kepu.organizations.urls")),
    path("", include("kepu.ui.urls")),
    path("plans/", include("kepu.plans.urls")),
    path("notices/", include("kepu.notifications.urls")),
    path("evidence/", include("kepu.evidence.urls")),
    path("governance/", include("kepu.governance.urls")),
    path("orders/", include("kepu.orders.urls")),
    path("literacy/", include("kepu.literacy.urls")),
    path("volunteers/", include("kepu.volunteers.urls")),
    path("", include("kepu.reports.urls")),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("", include("kepu.site.urls")),
    path("cms/", include("wagtail.admin.urls")),
    path("site/", serve_page, {"path": ""}, name="public_sites"),
    path("site/", include("wagtail.urls")),
    path("accounts/", include("allauth.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
