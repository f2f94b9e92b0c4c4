"""Items with known parameters, and the scale that they span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .errors import PsychometricsError
from .layout import ALIASES, Array
from .models import MODELS
from .tables import EQUAL_NODES


@dataclass(frozen=True)
class Item:
    """One item's model and parameters, in the order of its model; ``labels`` are its answers from the lowest."""

    name: str
    model: str
    labels: tuple[int, ...]
    values: Array

    @classmethod
    def of(cls, name: str, model: str, labels: Sequence[int], parameters: Mapping[str, float]) -> Item:
        """An item from parameters stored by name. Raises ``PsychometricsError`` where they are not those of the model."""
        model = ALIASES.get(model, model)
        names = MODELS[model].parameters(len(labels)) if model in MODELS else ()
        if not names or set(names) != set(parameters):
            raise PsychometricsError(f"Item {name}: {sorted(parameters)} are not the parameters of {model}, which are {list(names)}.")
        return cls(name, model, tuple(labels), np.array([parameters[each] for each in names]))

    @property
    def categories(self) -> int:
        return len(self.labels)

    @property
    def steepness(self) -> float:
        """The largest slope between neighbouring categories, without sign."""
        if self.model == "nominal":
            return float(np.abs(np.diff(self.values[: len(self.values) // 2], prepend=0.0)).max())
        return float(abs(self.values[0]))

    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return dict(zip(MODELS[self.model].parameters(self.categories), self.values.tolist(), strict=True))


@dataclass(frozen=True)
class Scale:
    """Items on one scale: ``items[g]`` are their curves in group g, ``mean`` and ``sd`` (g,) the latent distribution of each group,
    ``theta`` (q,) the nodes of integration."""

    items: tuple[tuple[Item, ...], ...]
    groups: tuple[str, ...]
    mean: Array
    sd: Array
    theta: Array

    @classmethod
    def of(cls, items: Sequence[Item], *, mean: float = 0.0, sd: float = 1.0) -> Scale:
        """The scale of items with known parameters, for persons of one group."""
        return cls((tuple(items),), ("all",), np.array([mean]), np.array([sd]), EQUAL_NODES)
