from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import get_references

CHOICES = ("app_label", "plan", "check_unapplied", "prune", "fake", "fake_initial")


class Command(Migrate):
    """Django's own, quicker on an empty database.

    There a changed model is built alone, see `_models_built_alone`. What cannot be builds all models anew, and Wagtail's hundred and fifty
    steps often do; so they go before the rooms have any.
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
    """While it lasts, a model that is new, or changed in a way that its relations can wait for, leaves its neighbours as they are.

    Django builds all that are tied to them anew, which with people and areas is nearly every model at every step. The state stays marked as
    `is_delayed`, so a step that reads data still gets models that agree; a change of relations forgets them until they are asked for.
    """

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        self.reload_model(*key, delay=True)

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" not in self.__dict__:
            return
        if not delay and next(get_references(self, (app_label, model_name)), None):
            del self.__dict__["apps"]
            self.is_delayed = False
            return
        self.is_delayed = True
        with self.apps.bulk_update():
            self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])

    with mock.patch.multiple(ProjectState, add_model=add_model, reload_model=reload_model):
        yield
