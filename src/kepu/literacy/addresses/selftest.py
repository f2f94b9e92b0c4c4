"""Addresses of the self-test."""

from django.urls import URLPattern, path

from kepu.literacy.views import selftest, selftest_overview

urls: list[URLPattern] = [
    path("test/", selftest.districts, name="selftest_districts"),
    path("test/overview/", selftest_overview.overview, name="selftest_overview"),
    path("test/overview/calibrate/", selftest_overview.calibrate, name="selftest_calibrate"),
    path("test/<str:code>/", selftest.start, name="selftest_start"),
    path("test/<str:code>/question/", selftest.question, name="selftest_question"),
    path("test/<str:code>/end/", selftest.end, name="selftest_end"),
    path("test/<str:code>/result/", selftest.result, name="selftest_result"),
]
