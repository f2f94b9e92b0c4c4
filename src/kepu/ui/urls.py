"""Addresses of the shell."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("elder/", views.elder, name="elder"),
    path("style-guide/", views.style_guide, name="style_guide"),
]
