"""Addresses of the registry."""

from django.urls import path

from . import account_views
from .views import files, jobs, people, personal, registers, units
from .views import registry as views

app_name = "organizations"
urlpatterns = [
    path("", views.home, name="home"),
    path("identity/", views.switch_identity, name="switch_identity"),
    path("areas/", registers.areas, name="areas"),
    path("areas/boundaries/", registers.import_boundaries, name="import_boundaries"),
    path("areas/import/", registers.import_areas, name="import_areas"),
    path("units/", views.units, name="units"),
    path("units/import/", registers.import_units, name="import_units"),
    path("units/export/", registers.export_units, name="export_units"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("people/", views.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/import/", registers.import_people, name="import_people"),
    path("people/export/", registers.export_people, name="export_people"),
    path("people/invitations/", people.invitations, name="invitations"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/reset/", people.reset, name="reset_password"),
    path("people/roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("set-password/<uidb64>/<token>/", people.set_password, name="set_password"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/errors/", jobs.job_errors, name="job_errors"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="job_retry"),
    path("audit/", views.audit, name="audit"),
    path("people/erasures/", personal.erasures, name="erasures"),
    path("people/erasures/<int:pk>/", personal.answer_erasure, name="answer_erasure"),
    path("people/<int:pk>/phone/", personal.phone, name="reveal_phone"),
    path("privacy/", personal.privacy, name="privacy"),
    path("account/", personal.account, name="account"),
    path("account/data/", personal.own_data, name="own_data"),
    path("account/privacy/", personal.accept, name="accept_notice"),
    path("account/erasure/", personal.ask_erasure, name="ask_erasure"),
    path("account/tokens/", account_views.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", account_views.revoke, name="revoke_token"),
    path("api/docs/", account_views.api_docs, name="api_docs"),
]
