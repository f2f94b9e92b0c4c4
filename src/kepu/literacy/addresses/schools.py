"""Addresses of assessments of schools."""

from django.urls import URLPattern, path

from kepu.literacy.views import assessments, classes, conditions, pupils

urls: list[URLPattern] = [
    path("assessments/", assessments.index, name="assessments"),
    path("assessments/new/", assessments.new, name="assessment_new"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/edit/", assessments.edit, name="assessment_edit"),
    path("assessments/<int:pk>/booklets/", assessments.booklets, name="assessment_booklets"),
    path("assessments/<int:pk>/schools/", assessments.add_schools, name="assessment_schools"),
    path("assessments/<int:pk>/move/", assessments.move, name="assessment_move"),
    path("assessments/<int:pk>/report/", assessments.report, name="assessment_report"),
    path("assessments/<int:pk>/report.docx", assessments.report_file, {"ending": "docx"}, name="assessment_docx"),
    path("assessments/<int:pk>/report.xlsx", assessments.report_file, {"ending": "xlsx"}, name="assessment_xlsx"),
    path("assessments/answer/", pupils.enter, name="pupil_enter"),
    path("assessments/answer/<int:position>/", pupils.question, name="pupil_question"),
    path("assessments/answer/done/", pupils.done, name="pupil_done"),
    path("assessments/answer/leave/", pupils.leave, name="pupil_leave"),
    path("assessments/guardian/<str:token>/", pupils.guardian, name="guardian"),
    path("schools/<int:pk>/", classes.school, name="school"),
    path("schools/<int:pk>/report/", assessments.school_page, name="school_report"),
    path("schools/<int:pk>/report.docx", assessments.school_file, {"ending": "docx"}, name="school_docx"),
    path("schools/<int:pk>/report.xlsx", assessments.school_file, {"ending": "xlsx"}, name="school_xlsx"),
    path("schools/classes/<int:pk>/", classes.school_class, name="class"),
    path("schools/classes/<int:pk>/edit/", classes.class_edit, name="class_edit"),
    path("schools/classes/<int:pk>/consent/", classes.consent, name="class_consent"),
    path("schools/classes/<int:pk>/consent/all/", classes.class_consent, name="class_consent_all"),
    path("schools/classes/<int:pk>/pupil/", classes.pupil, name="class_pupil"),
    path("schools/classes/<int:pk>/slips/", classes.slips, name="class_slips"),
    path("schools/classes/<int:pk>/report/", classes.report, name="class_report"),
    path("schools/conditions/", conditions.conditions, name="conditions"),
    path("schools/conditions/<int:unit>/", conditions.edit, name="conditions_edit"),
    path("schools/conditions.xlsx", conditions.file, name="conditions_xlsx"),
]
