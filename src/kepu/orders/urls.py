"""Addresses of orders."""

from django.urls import path

from .views import follow, orders

app_name = "orders"
urlpatterns = [
    path("<int:pk>/", orders.order, name="order"),
    path("visits/<int:pk>/", orders.visit, name="visit"),
    path("my/<str:token>/", follow.follow, name="follow"),
]
