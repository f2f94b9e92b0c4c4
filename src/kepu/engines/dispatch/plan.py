"""What comes out: the plan, its reasons, its bound, and what a check or comparison finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .model import Assignment, Id, Window


class Binding(StrEnum):
    """Why an order stays unserved, or why a move is refused; the first that holds, from the hardest to the softest."""

    PAST_DUE = "past_due"
    OUTSIDE_HORIZON = "outside_horizon"
    NO_SKILL = "no_skill"
    NO_LANGUAGE = "no_language"
    NO_AUDIENCE = "no_audience"
    TOO_FAR = "too_far"
    NO_TIME = "no_time"
    SEPARATION = "separation"
    NO_CAPACITY = "no_capacity"
    NO_ROOM = "no_room"
    TOO_COSTLY = "too_costly"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The next best team for an order, all else staying, and how many points less the plan would be worth."""

    team: Id
    start: int
    points_less: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why this team: what qualifies it, how near it is, what the visit adds, and who would be next.

    ``load_share`` is the team's load of that week over its capacity with this visit; ``detour_minutes`` is the travel
    that leaving the visit out would save. ``runner_up`` is None when no other team could take it as the plan stands.
    """

    topic: str
    language: str
    distance_km: float
    liked: bool
    load_share: float
    detour_minutes: int
    points: float
    runner_up: RunnerUp | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One order served: by whom, when, as which of the trip, after how many minutes of travel."""

    order: Id
    team: Id
    start: int
    end: int
    sequence: int
    travel_minutes: int
    window: Window
    reasons: Reasons | None = None

    @property
    def assignment(self) -> Assignment:
        """The visit as it may be locked or told."""
        return Assignment(self.order, self.team, self.start)


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that alone would let a team serve the order.

    ``kind`` is ``capacity`` (so many minutes more a week), ``distance`` (so many kilometres more), ``skill``,
    ``language``, ``audience`` (the team learns it), ``window`` (the order also accepts this time), ``calendar`` (the
    team also works at this time) or ``due`` (so many minutes later).
    """

    kind: str
    team: Id | None = None
    amount: float = 0.0
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Unserved:
    """An order without a visit: the binding reason and what would free it, the smallest change first."""

    order: Id
    reason: Binding
    penalty: float
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """The points of a plan, part by part; ``total`` is earned minus costs."""

    served: float
    liked: float
    travel: float
    nearness: float
    fairness: float
    unserved_penalty: float

    @property
    def total(self) -> float:
        """What is maximised."""
        return self.served + self.liked - self.travel - self.nearness - self.fairness


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer. ``gap`` is (bound - objective) / bound; ``status`` is optimal, gap_reached, iterations, time_limit or stopped."""

    visits: tuple[Visit, ...]
    unserved: tuple[Unserved, ...]
    objective: Objective
    bound: float
    status: str
    seconds: float
    diagnostics: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Proven distance to the optimum, as a share of the bound."""
        return max(0.0, self.bound - self.objective.total) / self.bound if self.bound > 0 else 0.0

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The bare plan, as it may be told, locked or checked."""
        return tuple(visit.assignment for visit in self.visits)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands, for a progress bar. ``phase`` is construct, search or explain."""

    phase: str
    seconds: float
    objective: float
    bound: float
    rounds: int

    @property
    def gap(self) -> float:
        """Proven distance so far."""
        return max(0.0, self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that assignments break: which, where, and by how much (minutes, kilometres, visits or days)."""

    rule: Binding
    order: Id
    team: Id
    amount: float = 0.0
    other: Id | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Whether assignments hold together, and what they are worth."""

    violations: tuple[Violation, ...]
    objective: Objective

    @property
    def feasible(self) -> bool:
        """True when no rule is broken."""
        return not self.violations


@dataclass(frozen=True, slots=True)
class Move:
    """What moving one order would do: the check afterwards and the change in points."""

    assignment: Assignment
    check: Check
    points: float

    @property
    def feasible(self) -> bool:
        """True when the move breaks no rule."""
        return self.check.feasible


@dataclass(frozen=True, slots=True)
class Change:
    """One order whose visit differs from what people were told; None on the side where there is no visit."""

    order: Id
    told: Assignment | None
    planned: Assignment | None


@dataclass(frozen=True, slots=True)
class Replan:
    """A plan made from one that was told: ``changes`` are visits told that move or fall away, ``added`` are new."""

    plan: Plan
    changes: tuple[Change, ...]
    added: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans of several scenarios side by side, the first being the base."""

    plans: Mapping[str, Plan]

    def rows(self) -> list[dict[str, Any]]:
        """One row a scenario: served, unserved, points, bound, travel, and the difference to the base in points and served."""
        base = next(iter(self.plans.values()))
        return [
            {
                "scenario": name,
                "served": len(plan.visits),
                "unserved": len(plan.unserved),
                "points": round(plan.objective.total, 3),
                "bound": round(plan.bound, 3),
                "gap": round(plan.gap, 6),
                "travel_minutes": plan.diagnostics.get("travel_minutes", 0),
                "served_more": len(plan.visits) - len(base.visits),
                "points_more": round(plan.objective.total - base.objective.total, 3),
            }
            for name, plan in self.plans.items()
        ]
