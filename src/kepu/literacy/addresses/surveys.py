"""Addresses of surveys, their design, sample and booklets."""

from django.urls import URLPattern, path

from kepu.literacy.views import field_progress, survey_booklets, survey_cases, survey_frame, survey_sample, surveys

urls: list[URLPattern] = [
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.survey_new, name="survey_new"),
    path("surveys/size/", surveys.survey_size, name="survey_size"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/edit/", surveys.survey_edit, name="survey_edit"),
    path("surveys/<int:pk>/move/", surveys.survey_move, name="survey_move"),
    path("surveys/<int:pk>/frame/", survey_frame.frame, name="frame"),
    path("surveys/<int:pk>/frame/import/", survey_frame.frame_import, name="frame_import"),
    path("surveys/<int:pk>/frame/export/", survey_frame.frame_export, name="frame_export"),
    path("surveys/<int:pk>/sample/", survey_sample.sample, name="sample"),
    path("surveys/<int:pk>/sample/draw/", survey_sample.draw, name="draw"),
    path("surveys/<int:pk>/sample/export/", survey_sample.sample_export, name="sample_export"),
    path("surveys/<int:pk>/sample/map/", survey_sample.sample_map, name="sample_map"),
    path("surveys/<int:pk>/sample/assign/", survey_sample.assign_street, name="assign_street"),
    path("surveys/<int:pk>/sample/<int:community>/", survey_sample.community, name="community"),
    path("surveys/<int:pk>/booklets/", survey_booklets.booklets, name="booklets"),
    path("surveys/<int:pk>/booklets/assemble/", survey_booklets.assemble, name="assemble"),
    path("surveys/<int:pk>/booklets/<str:label>/", survey_booklets.booklet, name="booklet"),
    path("surveys/<int:pk>/cases/", survey_cases.cases, name="cases"),
    path("surveys/<int:pk>/cases/create/", survey_cases.cases_create, name="cases_create"),
    path("surveys/<int:pk>/cases/codes/", survey_cases.codes, name="codes"),
    path("surveys/<int:pk>/cases/papers/", survey_cases.papers, name="papers"),
    path("surveys/<int:pk>/progress/", field_progress.progress, name="progress"),
    path("surveys/<int:pk>/quality/", field_progress.quality, name="quality"),
    path("surveys/<int:pk>/quality/review/", field_progress.quality_review, name="quality_review"),
    path("surveys/<int:pk>/close/", field_progress.close, name="close"),
    path("surveys/<int:pk>/data/", field_progress.data, name="data"),
    path("surveys/<int:pk>/data/<str:kind>/", field_progress.export, name="export"),
]
