"""What is stored about a person, in every room: found by the columns that point to the account, so that no new table is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from .models import User

# Digests, keys and file contents tell a person nothing and would only be one more place where they lie.
SECRET = frozenset({"password", "digest", "data", "chain_hash", "fingerprint", "answer", "content"})
LIMIT = 5000


def personal_data(user: User) -> dict[str, Any]:
    """The account and, for each table, the rows that name it (at most 5,000 each, with their number)."""
    return {"account": _values(user), "tables": list(_tables(user))}


def _tables(user: User) -> Iterator[dict[str, Any]]:
    for relation in User._meta.get_fields(include_hidden=True):
        if not (isinstance(relation, models.ManyToOneRel) and relation.related_model._meta.managed):
            continue
        model, column = relation.related_model, relation.field.name
        rows = model._base_manager.filter(**{column: user.pk})
        found = rows.count()
        if found:
            yield {
                "table": model._meta.label_lower,
                "name": str(model._meta.verbose_name),
                "as": column,
                "count": found,
                "rows": list(rows.order_by("pk").values(*_columns(model))[:LIMIT]),
            }


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.name not in SECRET and not isinstance(field, models.FileField)]


def _values(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in _columns(User)}
