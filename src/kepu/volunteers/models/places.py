"""Constraints that several tables of this room share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def on_earth(name: str) -> models.CheckConstraint:
    """Latitude and longitude are given both or neither, and lie on earth."""
    return models.CheckConstraint(
        name=name,
        condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
    )
