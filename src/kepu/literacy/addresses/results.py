"""Addresses of calculations and results."""

from django.urls import URLPattern, path

from kepu.literacy.views import results

urls: list[URLPattern] = [
    path("surveys/<int:pk>/calculations/", results.calculations, name="calculations"),
    path("calculations/<int:pk>/", results.calculation, name="calculation"),
    path("calculations/<int:pk>/publish/", results.publish, name="publish"),
    path("calculations/<int:pk>/withdraw/", results.withdraw, name="withdraw"),
    path("calculations/<int:pk>/reproduce/", results.reproduce, name="reproduce"),
    path("calculations/<int:pk>/report.docx", results.report, name="report"),
    path("calculations/<int:pk>/estimates.xlsx", results.workbook, name="estimates"),
    path("results/", results.results, name="results"),
    path("published/", results.districts, name="published"),
    path("published/<str:code>/", results.public, name="published_results"),
    path("published/<str:code>/estimates.csv", results.public_csv, name="published_csv"),
]
