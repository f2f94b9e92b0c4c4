"""Addresses of governance."""

from django.urls import path

from .views import progress

app_name = "governance"
urlpatterns = [
    path("reports/<int:pk>/", progress.report, name="report"),
]
