"""Addresses of governance."""

from django.urls import path

from .views import inbox, overview, progress

app_name = "governance"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("accept/", inbox.accept, name="accept"),
    path("reports/", inbox.report_list, name="reports"),
    path("reports/<int:pk>/", progress.report, name="report"),
    path("reports/<int:pk>/edit/", progress.edit, name="edit"),
    path("reports/<int:pk>/keep/", progress.keep, name="keep"),
    path("reports/<int:pk>/decide/", progress.decide, name="decide"),
    path("overview/", overview.overview, name="overview"),
    path("overdue/", overview.overdue, name="overdue"),
    path("periods/", overview.periods, name="periods"),
    path("periods/<int:pk>/", overview.period, name="period"),
    path("periods/<int:pk>/sync/", overview.sync, name="sync"),
    path("follow-up/", overview.follow_up, name="follow_up"),
]
