"""What can be wrong with answers or a fit; each error says what to do."""

from __future__ import annotations

from typing import Any


class PsychometricsError(ValueError):
    """Anything this engine refuses; the message names the culprit and the remedy."""


class ResponseError(PsychometricsError):
    """The answers cannot be used as they are.

    ``items`` and ``persons`` (row numbers) name the culprits.
    """

    def __init__(self, message: str, *, items: tuple[str, ...] = (), persons: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.items = items
        self.persons = persons


class NotConvergedError(PsychometricsError):
    """The estimation stopped before its end; ``fit`` holds what it had reached."""

    def __init__(self, message: str, *, fit: Any = None) -> None:
        super().__init__(message)
        self.fit = fit


def named(names: list[str] | tuple[str, ...], most: int = 5) -> str:
    """The first few names in words, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
