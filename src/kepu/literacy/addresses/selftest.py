"""Addresses of the self-test."""

from django.urls import URLPattern

urls: list[URLPattern] = []
