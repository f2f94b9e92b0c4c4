"""Addresses of field work: the interviewer's, and those of the person who answers by the link."""

from django.urls import URLPattern, path

from kepu.literacy.views import answer, field, tablet

urls: list[URLPattern] = [
    path("field/", field.home, name="field"),
    path("field/tablet/", tablet.tablet, name="tablet"),
    path("field/tablet/data/", tablet.data, name="tablet_data"),
    path("field/tablet/sync/", tablet.sync, name="tablet_sync"),
    path("field/tablet/worker.js", tablet.worker, name="tablet_worker"),
    path("field/cases/<int:pk>/", field.case, name="case"),
    path("field/cases/<int:pk>/move/", field.case_move, name="case_move"),
    path("field/paper/<int:pk>/", field.paper, name="paper"),
    path("field/paper/case/<int:pk>/", field.paper_entry, name="paper_entry"),
    path("field/paper/case/<int:pk>/compare/", field.paper_compare, name="paper_compare"),
    path("answer/<str:code>/", answer.answer, name="answer"),
    path("answer/<str:code>/consent/", answer.consent, name="answer_consent"),
    path("answer/<str:code>/background/", answer.background, name="answer_background"),
    path("answer/<str:code>/questions/<int:place>/", answer.item, name="answer_item"),
    path("answer/<str:code>/finish/", answer.finish, name="answer_finish"),
    path("answer/<str:code>/done/", answer.done, name="answer_done"),
]
