"""Addresses of notices."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<int:pk>/open/", views.open_notice, name="open"),
    path("read-all/", views.read_all, name="read_all"),
    path("preference/", views.preference, name="preference"),
    path("channels/", views.channels, name="channels"),
    path("channels/<int:pk>/", views.robot, name="robot"),
    path("channels/<int:pk>/action/", views.robot_action, name="robot_action"),
    path("texts/", views.texts, name="texts"),
    path("deliveries/<int:pk>/retry/", views.retry, name="retry"),
]
