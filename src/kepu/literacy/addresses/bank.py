"""Addresses of the item bank."""

from django.urls import URLPattern

urls: list[URLPattern] = []
