"""Addresses of calculations and results."""

from django.urls import URLPattern

urls: list[URLPattern] = []
