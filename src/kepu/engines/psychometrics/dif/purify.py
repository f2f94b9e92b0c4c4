"""Items that show DIF do not belong into the measure by which persons are matched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from ..errors import PsychometricsError
from ..responses import MISSING, Responses


class _Tested(Protocol):
    @property
    def p(self) -> float: ...


Test = TypeVar("Test", bound=_Tested)


@dataclass(frozen=True)
class Purified(Generic[Test]):
    """One result per item, the items found to differ, and whether the anchor settled within the rounds."""

    items: tuple[Test, ...]
    flagged: tuple[int, ...]
    rounds: int
    settled: bool


def purify(test: Callable[[Sequence[int]], Sequence[Test]], items: int, *, level: float, most_rounds: int = 20) -> Purified[Test]:
    """Repeat ``test``, given the flagged items, until no item changes sides (Lord 1980, chapter 14).

    Rounds that repeat an earlier set are stopped: ``settled`` is then false.
    """
    flagged: tuple[int, ...] = ()
    seen = {flagged}
    for round_ in range(1, most_rounds + 1):
        found = test(flagged)
        now = tuple(j for j, each in enumerate(found) if each.p < level)
        if now == flagged or len(now) > items - 2:
            return Purified(tuple(found), now, round_, now == flagged)
        if now in seen:
            break
        seen.add(now)
        flagged = now
    return Purified(tuple(found), now, round_, False)


def two_groups(responses: Responses, focal: str) -> Any:
    """Which persons belong to the focal group. Raises ``PsychometricsError`` unless there are two groups."""
    if len(responses.groups) != 2 or focal not in responses.groups:
        raise PsychometricsError(f"DIF compares two groups, one of them focal; here are {list(responses.groups)} and focal={focal!r}.")
    return responses.group == responses.groups.index(focal)


def matching(responses: Responses, item: int, flagged: Sequence[int]) -> tuple[Any, Any]:
    """Summed score over the anchor and the item itself (n,), and who answered all of these."""
    chosen = [j for j in range(len(responses.items)) if j == item or j not in flagged]
    codes = responses.codes[:, chosen]
    complete = (codes != MISSING).all(axis=1)
    return np.where(complete, codes.astype(np.int64).sum(axis=1), 0), complete
