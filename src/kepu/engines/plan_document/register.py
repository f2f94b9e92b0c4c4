"""The register of units that names in a plan are checked against. Plain data, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import BadRegister


@dataclass(frozen=True, slots=True)
class Unit:
    """A registered unit: its name, what else it is called, and the groups it belongs to."""

    name: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """Units of a district, looked up by name or alias in constant time.

    >>> register = Register((Unit("区卫生健康委", ("区卫健委",), ("区级有关部门",)), Unit("区教委")))
    >>> register.canonical("区卫健委"), register.canonical("区林业局")
    ('区卫生健康委', None)
    >>> register.nearest("区卫健局")
    ['区卫生健康委']
    """

    units: tuple[Unit, ...]
    _names: dict[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)
    _groups: dict[str, list[str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _pairs: dict[str, list[str]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _near: dict[str, list[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        pairs = defaultdict(list, self._pairs)
        for unit in self.units:
            for name in (unit.name, *unit.aliases):
                self._names.setdefault(name, unit.name)
                for char in set(name):
                    pairs[char].append(name)
            for group in unit.groups:
                self._groups.setdefault(group, []).append(unit.name)
        self._pairs.update(pairs)

    @classmethod
    def from_data(cls, data: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Register:
        """From ``{"units": [{"name", "aliases", "groups"}]}`` or the bare list.

        Raises:
            BadRegister: where the data has another shape.
        """
        try:
            rows = data["units"] if isinstance(data, Mapping) else data
            return cls(tuple(Unit(str(row["name"]), tuple(row.get("aliases", ())), tuple(row.get("groups", ()))) for row in rows))
        except (KeyError, TypeError, AttributeError) as error:
            raise BadRegister from error

    def canonical(self, name: str) -> str | None:
        """The registered name of ``name``, or None where the register does not know it."""
        return self._names.get(name)

    def members(self, group: str) -> tuple[str, ...]:
        """The units of a group, in the order of the register; empty for an unknown group."""
        return tuple(self._groups.get(group, ()))

    def knows_group(self, group: str) -> bool:
        """Whether any unit belongs to ``group``."""
        return group in self._groups

    def nearest_groups(self, name: str, count: int = 3) -> list[str]:
        """Names of groups most like ``name``, best first.

        >>> Register((Unit("东街", (), ("各街道",)),)).nearest_groups("各街道办事处")
        ['各街道']
        """
        scored = [(likeness(name, group, len(set(name) & set(group))), group) for group in self._groups]
        return [group for score, group in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score >= 0.5][:count]

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """Registered names most like ``name``, best first; aliases speak for their unit."""
        known = self._near.get(name)
        if known is None:
            known = self._near[name] = self._search(name)
        return known[:count]

    def _search(self, name: str) -> list[str]:
        shared: dict[str, int] = defaultdict(int)
        for char in set(name):
            for other in self._pairs.get(char, ()):
                shared[other] += 1
        scores: dict[str, float] = {}
        for other, both in shared.items():
            score = likeness(name, other, both)
            unit = self._names[other]
            scores[unit] = max(score, scores.get(unit, 0.0))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [unit for unit, score in ranked if score >= 0.5]


def likeness(one: str, other: str, shared: int) -> float:
    """Likeness of two names, 0 to 1; an abbreviation (区卫健委 in 区卫生健康委) counts 0.95.

    ``shared`` is the number of characters that both have; the rest is the Dice coefficient.
    """
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and _abbreviates(short, long):
        return 0.95
    return 2 * shared / (len(set(one)) + len(set(other)))


def _abbreviates(short: str, long: str) -> bool:
    rest = iter(long)
    return short[0] == long[0] and short[-1] == long[-1] and all(char in rest for char in short)
