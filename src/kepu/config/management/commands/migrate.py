from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

CHOICES = ("app_label", "plan", "check_unapplied", "prune", "fake", "fake_initial")


class Command(Migrate):
    """Django's own, quicker on an empty database.

    Wagtail's hundred and fifty steps change models that know people, and each rebuilds every other model that does; so they go before the
    rooms have any. For the same reason a model that is added is built alone there.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if any(options[choice] for choice in CHOICES) or MigrationRecorder(connection).applied_migrations():
            super().handle(*args, **options)
            return
        with _models_built_alone():
            loader = MigrationLoader(connection)
            for app in apps.get_app_configs():
                if app.name.split(".")[0] == "wagtail" and app.label in loader.migrated_apps:
                    super().handle(*args, **{**options, "app_label": app.label, "run_syncdb": False})
            super().handle(*args, **options)


@contextmanager
def _models_built_alone() -> Iterator[None]:
    """While it lasts, a new model leaves those that it points to as they are, as at import; Django builds all that are tied to them anew,
    so that the state before stays without the new one, which only going back would ask for."""

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state])

    djangos = ProjectState.add_model
    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = djangos  # type: ignore[method-assign]
