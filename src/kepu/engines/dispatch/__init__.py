"""The dispatcher: who serves which order, when and in what sequence, with reasons, a proven bound and the gap.

Pure computation: frozen dataclasses in and out, no Django, no files, no clock but its own time limit. All times are
whole minutes from the start of the horizon; `Horizon.minute_of` and `Horizon.time_of` convert.

- `solve(problem, settings, progress=…)` plans; `Problem(travel=None)` is the assignment part without ways.
- `check(problem, assignments)` judges any assignments; `explain_move(problem, assignments, move)` judges one drag at once.
- `replan(problem, told)` plans around what people were told; `what_if({name: problem, …})` compares scenarios.
- `first_come(problem)` is the plan of a desk that gives orders out as they come.
- `warm_up()` compiles the kernels beforehand (once a process, from disk after the first time on a machine).

Errors derive from `DispatchError` and carry ``code``, ``subject`` and ``message``. The model, its formulas and measured
figures are in ``docs/dispatch.md``.

>>> from datetime import datetime
>>> from kepu.engines.dispatch import solve
>>> week = Horizon(datetime(2026, 11, 23), days=7)
>>> morning = (week.minute_of(datetime(2026, 11, 24, 9)), week.minute_of(datetime(2026, 11, 24, 12)))
>>> orders = [Order("fire safety", 29.55, 106.56, 60, [morning], "safety"), Order("first aid", 29.56, 106.57, 60, [morning], "health")]
>>> teams = [Team("red", 29.55, 106.55, frozenset({"safety"}), [morning], weekly_capacity_minutes=300)]
>>> plan = solve(Problem(week, orders, teams), Settings(iterations=2))
>>> [(visit.order, visit.team, week.time_of(visit.start).strftime("%H:%M")) for visit in plan.visits]
[('fire safety', 'red', '09:05')]
>>> [(item.order, str(item.reason)) for item in plan.unserved]
[('first aid', 'no_skill')]
>>> check(Problem(week, orders, teams), plan.assignments).feasible, plan.bound >= plan.objective.total, plan.gap < 0.01
(True, True, True)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .checks import check, explain_move
from .errors import DispatchError
from .model import Assignment, Horizon, Id, Order, PastVisit, Problem, Team, Travel, Window
from .plan import (
    Binding,
    Change,
    Check,
    Comparison,
    Move,
    Objective,
    Plan,
    Progress,
    Reasons,
    Remedy,
    Replan,
    RunnerUp,
    Unserved,
    Violation,
    Visit,
)
from .settings import Settings, Weights

if TYPE_CHECKING:
    from .replanning import replan
    from .solving import first_come, solve, warm_up, what_if

__all__ = [
    "Assignment",
    "Binding",
    "Change",
    "Check",
    "Comparison",
    "DispatchError",
    "Horizon",
    "Id",
    "Move",
    "Objective",
    "Order",
    "PastVisit",
    "Plan",
    "Problem",
    "Progress",
    "Reasons",
    "Remedy",
    "Replan",
    "RunnerUp",
    "Settings",
    "Team",
    "Travel",
    "Unserved",
    "Violation",
    "Visit",
    "Weights",
    "Window",
    "check",
    "explain_move",
    "first_come",
    "replan",
    "solve",
    "warm_up",
    "what_if",
]

_SOLVERS = {"replan": "replanning", "first_come": "solving", "solve": "solving", "warm_up": "solving", "what_if": "solving"}


def __getattr__(name: str) -> Any:
    """Solvers on first use: the compiler of their kernels takes most of a second to load, which not every process needs."""
    if name not in _SOLVERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_SOLVERS[name]}", __name__), name)
