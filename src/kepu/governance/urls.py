"""Addresses of governance."""

from django.urls import path

from .views import briefing_pack, briefings, decisions, inbox, overview, phases, progress, workbook

app_name = "governance"
urlpatterns = [
    path("briefings/", briefings.briefings, name="briefings"),
    path("briefings/new/", briefings.briefing_new, name="briefing_new"),
    path("briefings/<int:pk>/", briefings.briefing, name="briefing"),
    path("briefings/<int:pk>/edit/", briefings.briefing_edit, name="briefing_edit"),
    path("briefings/<int:pk>/hold/", briefings.briefing_hold, name="briefing_hold"),
    path("briefings/<int:pk>/minutes/", briefings.briefing_minutes, name="briefing_minutes"),
    path("briefings/<int:pk>/decide/", briefings.briefing_decide, name="briefing_decide"),
    path("briefings/<int:pk>/move/", briefings.briefing_move, name="briefing_move"),
    path("briefings/<int:pk>/pack/", briefing_pack.briefing_pack, name="briefing_pack"),
    path("briefings/<int:pk>/pack.docx", briefing_pack.briefing_word, name="briefing_word"),
    path("briefings/<int:pk>/calendar.ics", briefing_pack.briefing_calendar, name="briefing_calendar"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision_move, name="decision_move"),
    path("decisions/<int:pk>/work/", decisions.decision_work, name="decision_work"),
    path("phases/", phases.phases, name="phases"),
    path("phases/<int:pk>/", phases.phases, name="phases_of"),
    path("phases/<int:pk>/add/", phases.phase_add, name="phase_add"),
    path("phases/checks/<int:pk>/", phases.phase_tick, name="phase_tick"),
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
    path("periods/<int:pk>/workbook/", workbook.workbook, name="workbook"),
    path("follow-up/", overview.follow_up, name="follow_up"),
]
