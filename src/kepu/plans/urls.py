"""Addresses of the plan."""

from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("import/", views.import_page, name="import"),
    path("<int:pk>/", views.outline, name="outline"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/issue/", views.issue, name="issue"),
    path("<int:pk>/public/", views.publish, name="publish"),
    path("<int:pk>/matrix/", views.matrix, name="matrix"),
    path("doubts/<int:pk>/", views.settle, name="settle"),
]
