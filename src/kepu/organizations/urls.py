"""Addresses of the registry."""

from django.urls import path

from . import account_views
from .views import files, jobs
from .views import registry as views

app_name = "organizations"
urlpatterns = [
    path("", views.home, name="home"),
    path("identity/", views.switch_identity, name="switch_identity"),
    path("units/", views.units, name="units"),
    path("people/", views.people, name="people"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/errors/", jobs.job_errors, name="job_errors"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="job_retry"),
    path("audit/", views.audit, name="audit"),
    path("account/tokens/", account_views.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", account_views.revoke, name="revoke_token"),
    path("api/docs/", account_views.api_docs, name="api_docs"),
]
