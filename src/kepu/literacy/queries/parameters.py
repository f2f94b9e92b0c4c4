"""Parameters of items: calibrated where they were, else from what their author expects."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kepu.literacy.models import ItemUse, ItemVersion

if TYPE_CHECKING:
    from kepu.engines.psychometrics import Item as Curve

DEFAULT_DISCRIMINATION = 1.0
DEFAULT_SHARE = 0.6
# The logistic curve averaged over a normal trait is nearly logistic again, flatter by √(1 + c² a²) with c = 16 √3 / (15 π)
# (Zeger, Liang & Albert 1988, Biometrics 44, 1049–1060).
FLATTENING = 16 * math.sqrt(3) / (15 * math.pi)


@dataclass(frozen=True)
class Parameters:
    """Slope and difficulty of a two-parameter item on a scale where the population has mean 0 and standard deviation 1.

    ``setting`` is the use that they were calibrated from, empty where they are provisional.
    """

    discrimination: float
    difficulty: float
    setting: str = ""

    def curve(self, name: str) -> Curve:
        """The item as the engine wants it."""
        from kepu.engines.psychometrics import Item

        return Item.of(name, "2pl", (0, 1), {"a": self.discrimination, "d": -self.discrimination * self.difficulty})


def expected_parameters(share: float | None) -> Parameters:
    """Provisional parameters of an item of which its author expects this share (0–1) of right answers in the population."""
    p = DEFAULT_SHARE if share is None else min(max(share, 0.02), 0.98)
    a = DEFAULT_DISCRIMINATION
    return Parameters(a, -math.log(p / (1 - p)) * math.sqrt(1 + FLATTENING**2 * a**2) / a)


def parameters_of(versions: Iterable[ItemVersion], settings: Iterable[str]) -> dict[int, Parameters]:
    """Parameters by version: of its newest calibrated use in one of the settings, else provisional. One query."""
    versions = list(versions)
    uses = ItemUse.objects.filter(
        version__in=[version.pk for version in versions], setting__in=list(settings), discrimination__gt=0, difficulty__isnull=False
    )
    found: dict[int, Parameters] = {}
    for version, setting, slope, difficulty in uses.order_by("updated_at", "pk").values_list("version_id", "setting", "discrimination", "difficulty"):
        if slope is not None and difficulty is not None:
            found[version] = Parameters(slope, difficulty, setting)
    return {version.pk: found.get(version.pk) or expected_parameters(version.expected) for version in versions}
