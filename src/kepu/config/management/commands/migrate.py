from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

CHOICES = ("app_label", "plan", "check_unapplied", "prune", "fake", "fake_initial")


class Command(Migrate):
    """Django's own, quicker on an empty database.

    Wagtail's hundred and fifty steps change models that know people, and each rebuilds every other model that does; so they go before the
    rooms have any.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options[choice] for choice in CHOICES) and not MigrationRecorder(connection).applied_migrations():
            loader = MigrationLoader(connection)
            for app in apps.get_app_configs():
                if app.name.split(".")[0] == "wagtail" and app.label in loader.migrated_apps:
                    super().handle(*args, **{**options, "app_label": app.label, "run_syncdb": False})
        super().handle(*args, **options)
