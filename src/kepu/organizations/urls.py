"""Addresses of the registry."""

from django.urls import path

from . import views

app_name = "organizations"
urlpatterns = [
    path("", views.home, name="home"),
    path("identity/", views.switch_identity, name="switch_identity"),
    path("units/", views.units, name="units"),
    path("people/", views.people, name="people"),
    path("audit/", views.audit, name="audit"),
]
