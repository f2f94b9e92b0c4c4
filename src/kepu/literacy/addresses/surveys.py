"""Addresses of surveys, their design, sample and booklets."""

from django.urls import URLPattern

urls: list[URLPattern] = []
