"""Application of volunteers."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class VolunteersConfig(AppConfig):
    """Floor 4: volunteers, teams, experts, service hours, staff."""

    name = "kepu.volunteers"
    label = "volunteers"
    verbose_name = "志愿服务"

    def ready(self) -> None:
        post_migrate.connect(_guard, sender=self)


def _guard(*, using: str, **_kwargs: Any) -> None:
    """A migration that rebuilds a table (as SQLite does) loses its triggers; after migrating they are there again."""
    from . import overlaps

    overlaps.install(connections[using])
