"""Addresses of the ledger."""

from django.urls import path

from .views import browse, indicators, verification, writing

app_name = "evidence"
urlpatterns = [
    path("", browse.record_list, name="list"),
    path("export/", browse.export, name="export"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/<int:pk>/", indicators.indicator, name="indicator"),
    path("verify/", verification.verify, name="verify"),
    path("new/", writing.choose_kind, name="choose_kind"),
    path("new/<slug:code>/", writing.new_record, name="new"),
    path("import/<slug:code>/", writing.import_records, name="import"),
    path("<int:pk>/", browse.record, name="record"),
    path("<int:pk>/correct/", writing.correct, name="correct"),
    path("<int:pk>/void/", writing.void, name="void"),
]
