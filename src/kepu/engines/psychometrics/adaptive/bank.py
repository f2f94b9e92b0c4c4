"""The items an adaptive test draws from, with all it needs computed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..errors import PsychometricsError
from ..information import item_information
from ..layout import Array
from ..models import MODELS
from ..scale import Item

NODES = np.linspace(-6.0, 6.0, 121)


class Bank:
    """Calibrated items, the content area of each, and sets of enemies of which one person sees at most one.

    Raises ``PsychometricsError`` for enemies or areas that do not fit the items.
    """

    def __init__(self, items: Sequence[Item], *, areas: Sequence[str] | None = None, enemies: Iterable[Iterable[str]] = ()) -> None:
        self.items = tuple(items)
        self.areas = np.array(areas if areas is not None else ["all"] * len(self.items))
        if len(self.areas) != len(self.items) or not len(self.items):
            raise PsychometricsError(f"{len(self.areas)} areas for {len(self.items)} items: give one area per item.")
        self.place = {item.name: j for j, item in enumerate(self.items)}
        self.information = item_information(self.items, NODES)
        """Information of each item at the nodes (j, q)."""
        self.log_p = [MODELS[item.model].curves(item.values[None], NODES)[0][0] for item in self.items]
        """Log P of each answer at the nodes, one array (k, q) per item."""
        self.enemies = self._enemies(enemies)

    def _enemies(self, sets: Iterable[Iterable[str]]) -> dict[int, Array]:
        found: dict[int, set[int]] = {}
        for names in sets:
            names = list(names)
            strangers = [name for name in names if name not in self.place]
            if strangers:
                raise PsychometricsError(f"Enemies that are not in the bank: {', '.join(strangers[:5])}.")
            for name in names:
                found.setdefault(self.place[name], set()).update(self.place[other] for other in names if other != name)
        return {j: np.array(sorted(others)) for j, others in found.items()}
