"""The quick way of migrating an empty database, which the tests' own database went as well."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

pytestmark = pytest.mark.django_db

MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_a_migrated_table_has_the_columns_and_constraints_of_its_model(model: type[Model]) -> None:
    meta = model._meta
    with connection.cursor() as cursor:
        columns = {column.name: column.null_ok for column in connection.introspection.get_table_description(cursor, meta.db_table)}
        found = connection.introspection.get_constraints(cursor, meta.db_table)

    assert columns == {field.column: field.null for field in meta.local_concrete_fields}
    named = {each.name for each in (*meta.indexes, *meta.constraints)}
    # PostgreSQL cuts a name at 63 letters, and one of taggit's is longer.
    assert {name[:63] for name in named} <= {name[:63] for name in found}
    points_to = {tuple(each["columns"]): each["foreign_key"] for each in found.values() if each["foreign_key"]}
    for field in meta.local_concrete_fields:
        if field.remote_field and getattr(field, "db_constraint", False):
            assert points_to[(field.column,)] == (field.related_model._meta.db_table, field.target_field.column)
