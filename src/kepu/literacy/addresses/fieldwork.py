"""Addresses of field work."""

from django.urls import URLPattern

urls: list[URLPattern] = []
