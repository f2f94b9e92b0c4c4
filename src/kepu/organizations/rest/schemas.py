"""Parts of descriptions."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from pydantic import WithJsonSchema


def listed(choices: type[TextChoices]) -> WithJsonSchema:
    """The values in place: two rooms may each have a class `Status`, and a shared description would hold only one of them."""
    return WithJsonSchema({"type": "string", "enum": list(choices.values)})


# Default of a field that may be left out but not be null; `exclude_unset` then tells which were sent.
UNSET: Any = None
