"""Addresses of the office's side of the public site."""

from django.urls import path

from . import views

app_name = "site_admin"
urlpatterns = [
    path("public-site/", views.manage, name="manage"),
    path("media/images/<path:path>", views.picture, name="picture"),
]
