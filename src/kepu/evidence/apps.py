"""Application of the ledger."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    """Floor 3: the append-only ledger, its rollups and the values of indicators."""

    name = "kepu.evidence"
    label = "evidence"
    verbose_name = "佐证"

    def ready(self) -> None:
        from kepu.plans import kinds as countable

        from . import kinds, panels  # noqa: F401
        from .models import Audience

        autodiscover_modules("evidence_kinds")
        countable.provide(
            lambda: [countable.Choice(kind.code, kind.name, kind.unit_label) for kind in kinds.kinds()], audiences=lambda: Audience.choices
        )
        post_migrate.connect(_guard, sender=self)


def _guard(*, using: str, **_kwargs: Any) -> None:
    """A migration that rebuilds a table (as SQLite does) loses its triggers; after migrating they are there again."""
    from . import triggers

    triggers.install(connections[using])
