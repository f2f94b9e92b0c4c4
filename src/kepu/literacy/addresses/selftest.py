"""Addresses of the self-test."""

from django.urls import URLPattern, path

from kepu.literacy.views import selftest

urls: list[URLPattern] = [
    path("test/", selftest.districts, name="selftest_districts"),
    path("test/<str:code>/", selftest.start, name="selftest_start"),
    path("test/<str:code>/question/", selftest.question, name="selftest_question"),
    path("test/<str:code>/end/", selftest.end, name="selftest_end"),
    path("test/<str:code>/result/", selftest.result, name="selftest_result"),
]
