"""What can be wrong with a problem before anything is planned.

Every error names its ``code``, the ``subject`` (the order, team or setting at fault) and says what to change.
A problem in which some orders cannot be served is no error: each such order comes back with its reason.
"""

from __future__ import annotations

from typing import ClassVar


class DispatchError(ValueError):
    """The problem cannot be planned as it was given; nothing was computed."""

    code: ClassVar[str] = "dispatch"

    def __init__(self, subject: str, message: str) -> None:
        self.subject = subject
        self.message = message
        super().__init__(f"{subject}: {message}")


class DuplicateId(DispatchError):
    """Two orders, or two teams, carry one id."""

    code = "duplicate_id"


class BadCoordinates(DispatchError):
    """Latitude or longitude is missing, not a number or off the globe."""

    code = "bad_coordinates"


class BadDuration(DispatchError):
    """A visit of no length, of negative length or longer than the horizon."""

    code = "bad_duration"


class BadWindow(DispatchError):
    """A time window that is empty, reversed or not in whole minutes, or an order without any window."""

    code = "bad_window"


class WindowsPast(DispatchError):
    """Every window of an order ends before the horizon begins."""

    code = "windows_past"


class UnknownTopic(DispatchError):
    """A topic that is not in the problem's list of topics."""

    code = "unknown_topic"


class UnknownReference(DispatchError):
    """An assignment, a liking or a past visit names an order or team that does not exist."""

    code = "unknown_reference"


class BadQuantity(DispatchError):
    """A count, weight, capacity or limit that is negative, not finite or not in its range."""

    code = "bad_quantity"


class BadMatrix(DispatchError):
    """A travel matrix of the wrong shape, with negative or non-finite entries."""

    code = "bad_matrix"


class LockedImpossible(DispatchError):
    """An assignment that is to stay breaks a rule that cannot be bent."""

    code = "locked_impossible"
