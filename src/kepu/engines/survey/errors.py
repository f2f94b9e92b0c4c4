"""What can be wrong with a sample, its weights or an estimate; each error says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class SurveyError(ValueError):
    """Anything this engine refuses.

    ``code`` is stable and meant for a caller that words the case in its own language; ``subject`` names the culprit (a
    stratum, a cell, a person), ``details`` holds the figures behind it.
    """

    def __init__(self, code: str, subject: object, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.subject = subject
        self.message = message
        self.details = details


def named(values: Iterable[Any], most: int = 5) -> str:
    """The first few in words, and how many more there are."""
    shown = [str(value) for value in values]
    text = ", ".join(shown[:most])
    return text if len(shown) <= most else f"{text} and {len(shown) - most} more"
