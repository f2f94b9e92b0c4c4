"""Addresses of literacy monitoring."""

from django.urls import URLPattern

from .addresses import bank, fieldwork, results, schools, selftest, surveys

app_name = "literacy"
urlpatterns: list[URLPattern] = [*bank.urls, *surveys.urls, *fieldwork.urls, *results.urls, *selftest.urls, *schools.urls]
