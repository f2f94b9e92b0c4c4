"""Addresses of assessments of schools."""

from django.urls import URLPattern

urls: list[URLPattern] = []
