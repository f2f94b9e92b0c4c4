"""The open items as an adaptive test, kept in memory of the process until something about them changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Sum

from kepu.literacy.models import ItemEnemy, ItemUse, ItemVersion, Level, SelfTestSettings
from kepu.literacy.models.surveys import default_rule
from kepu.literacy.parts import PART_OF
from kepu.organizations.models import Area

from .items import approved_versions, enemies_of
from .parameters import Parameters, parameters_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kepu.engines.psychometrics.adaptive import Adaptive, State

LEAST_ITEMS = 20
AMONG = 5
MARGIN = 0.3
SETTINGS = (ItemUse.Setting.SURVEY, ItemUse.Setting.SELF_TEST)
KEPT = 24


@dataclass(frozen=True)
class Outcome:
    """What a course says: trait and error on the scale of the bank, points out of 100 with a 90 % interval, chance of each level."""

    theta: float
    standard_error: float
    points: float
    points_low: float
    points_high: float
    level: Level
    chances: dict[str, float]


@dataclass(frozen=True)
class OpenBank:
    """Open items for a group, their parameters and enemies (pairs of versions)."""

    versions: Mapping[int, ItemVersion]
    parameters: Mapping[int, Parameters]
    enemies: tuple[tuple[int, int], ...]
    least: int
    most: int
    standard_error: float

    @property
    def is_enough(self) -> bool:
        """Whether a test can be made of it."""
        return len(self.versions) >= LEAST_ITEMS

    @property
    def is_provisional(self) -> bool:
        """Whether most parameters rest on what authors expect."""
        return sum(not each.setting for each in self.parameters.values()) * 2 > len(self.parameters)

    @cached_property
    def _weights(self) -> dict[str, float]:
        points: Any = default_rule()["points"]
        held = {PART_OF[version.domain] for version in self.versions.values()}
        total = sum(points[area] for area in held)
        return {area: points[area] / total for area in points if area in held}

    @cached_property
    def curve(self) -> NDArray[np.float64]:
        """Points out of 100 that a person at each node would get on all items, areas weighted as in the national survey."""
        import numpy as np

        from kepu.engines.psychometrics.adaptive.bank import NODES

        shares: dict[str, list[NDArray[np.float64]]] = {}
        for pk, version in self.versions.items():
            own = self.parameters[pk]
            shares.setdefault(PART_OF[version.domain], []).append(1 / (1 + np.exp(-own.discrimination * (NODES - own.difficulty))))
        return np.asarray(100 * sum(weight * np.mean(shares[area], axis=0) for area, weight in self._weights.items()))

    def theta_at(self, points: float) -> float:
        """The trait at which a person would get so many points."""
        import numpy as np

        from kepu.engines.psychometrics.adaptive.bank import NODES

        return float(np.interp(points, self.curve, NODES))

    @cached_property
    def test(self) -> Adaptive:
        """The adaptive test under the rules of the district."""
        from kepu.engines.psychometrics.adaptive import Adaptive, Bank, Randomesque, Rules

        cuts: Any = default_rule()["cuts"]
        bank = Bank(
            [self.parameters[pk].curve(str(pk)) for pk in self.versions],
            areas=[PART_OF[version.domain] for version in self.versions.values()],
            enemies=[(str(first), str(second)) for first, second in self.enemies],
        )
        rules = Rules(
            most=self.most, least=self.least, se=self.standard_error, threshold=self.theta_at(cuts["literate"]), margin=MARGIN, content=self._weights
        )
        return Adaptive(bank, rules, Randomesque(AMONG))

    def state(self, answered: list[tuple[int, bool]]) -> State:
        """The course after these answers (version, right); items that have left the bank since no longer count."""
        state, place = self.test.begin(), self.test.bank.place
        for version, right in answered:
            if str(version) in place:
                state = self.test.answer(state, place[str(version)], int(right))
        return state

    def next_version(self, state: State, seed: int) -> int:
        """The item to ask next; the same for the same course and seed."""
        import numpy as np

        rng = np.random.default_rng([seed, len(state.asked)])
        item, _state = self.test.next_item(state, rng)
        return int(self.test.bank.items[item].name)

    def outcome(self, state: State) -> Outcome:
        """What the course says so far."""
        import numpy as np

        weight = np.exp(state.log_posterior - state.log_posterior.max())
        weight /= weight.sum()
        mean, error = state.estimate
        reached = weight.cumsum()
        low, high = (float(self.curve[min(int(np.searchsorted(reached, share)), len(weight) - 1)]) for share in (0.05, 0.95))
        chances = {level.value: float(weight[self._levels == place].sum()) for place, level in enumerate(Level)}
        return Outcome(mean, error, float(weight @ self.curve), low, high, Level(max(chances, key=lambda name: chances[name])), chances)

    @cached_property
    def _levels(self) -> NDArray[np.int64]:
        import numpy as np

        cuts: Any = default_rule()["cuts"]
        return np.searchsorted([cuts["basic"], cuts["literate"], cuts["advanced"]], self.curve, side="right")


_banks: OrderedDict[tuple[int, str], tuple[tuple[Any, ...], OpenBank]] = OrderedDict()
_lock = Lock()


def settings_of(district: Area) -> SelfTestSettings:
    """The district's row, or one with the defaults that is not stored."""
    return SelfTestSettings.objects.filter(district=district).first() or SelfTestSettings(district=district)


def open_bank(district: Area, group: str = "") -> OpenBank:
    """The open items for a group, from memory as long as nothing changed. Three small queries then, six where it is built anew."""
    settings = settings_of(district)
    stamp, key = (*_stamp(district), settings.least, settings.most, settings.standard_error), (district.pk, group)
    with _lock:
        kept = _banks.get(key)
        if kept is not None and kept[0] == stamp:
            _banks.move_to_end(key)
            return kept[1]
    bank = _build(district, group, settings)
    with _lock:
        _banks[key] = (stamp, bank)
        while len(_banks) > KEPT:
            _banks.popitem(last=False)
    return bank


def _stamp(district: Area) -> tuple[Any, ...]:
    items = approved_versions(district, secure=False).order_by().aggregate(count=Count("pk"), newest=Max("pk"), sum=Sum("pk"))
    uses = ItemUse.objects.filter(version__item__district=district, setting__in=SETTINGS).aggregate(count=Count("pk"), newest=Max("updated_at"))
    enemies = ItemEnemy.objects.filter(first__district=district).aggregate(count=Count("pk"), newest=Max("pk"))
    return (*items.values(), *uses.values(), *enemies.values())


def _build(district: Area, group: str, settings: SelfTestSettings) -> OpenBank:
    versions = {version.pk: version for version in approved_versions(district, secure=False, audience=group or None)}
    by_item = {version.item_id: pk for pk, version in versions.items()}
    enemies = tuple(sorted((by_item[first], by_item[second]) for first, second in enemies_of(by_item)))
    return OpenBank(versions, parameters_of(versions.values(), SETTINGS), enemies, settings.least, settings.most, settings.standard_error)
