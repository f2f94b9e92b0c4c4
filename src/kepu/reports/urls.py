"""Addresses of dashboards, reports and the public pages."""

from django.urls import path

from .views import dashboards, made, public, wall

app_name = "reports"
urlpatterns = [
    path("overview/", dashboards.overview, name="overview"),
    path("overview/unit/", dashboards.my_unit, name="my_unit"),
    path("overview/units/<int:pk>/", dashboards.unit, name="unit"),
    path("leader/", dashboards.leader, name="leader"),
    path("wall/", wall.screen, name="wall"),
    path("reports/", made.reports, name="reports"),
    path("reports/new/", made.new_report, name="new_report"),
    path("reports/<int:pk>/", made.report, name="report"),
    path("public/", public.districts, name="public"),
    path("public/<str:code>/", public.progress, name="public_progress"),
    path("public/<str:code>/indicators.json", public.indicators_json, name="public_json"),
    path("public/<str:code>/indicators.csv", public.indicators_csv, name="public_csv"),
    path("public/<str:code>/indicators.xlsx", public.indicators_xlsx, name="public_xlsx"),
]
