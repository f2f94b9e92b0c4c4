"""Climb a log-likelihood by the EM gradient step with quasi-Newton acceleration.

Lange (1995) replaces the M-step by one Newton step with the complete-data information, which converges as EM does,
and corrects that information by what successive gradients show. Here an estimate of the missing information is taken from it first,
and the correction is the limited-memory BFGS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from .layout import Array
from .parallel import one_blas_thread

PAIRS = 30
LONGEST = 1.5
"""No parameter moves further than this in one step."""
HALVINGS = 12
NEAR = 3.0
"""Expected rise below which the information is no longer worked out anew."""


@dataclass(frozen=True)
class Place:
    """A value of the function with gradient and complete-data information; ``missing`` gives what to take from that."""

    at: Array
    value: float
    gradient: Array
    information: Array
    found: Any = None
    missing: Callable[[], Array] | None = None


@dataclass
class Climb:
    """Where a climb ended: ``gain`` is the rise still expected, the criterion of convergence."""

    place: Place
    gain: float
    steps: int
    converged: bool
    history: list[float] = field(default_factory=list)
    pairs: list[tuple[Array, Array]] = field(default_factory=list)
    solve: Callable[[Array], Array] | None = None


def climb(look: Callable[[Array], Place], start: Array, *, tolerance: float, most: int, pairs: list[tuple[Array, Array]] | None = None) -> Climb:
    """Climb from ``start`` until the expected rise of the log-likelihood falls below ``tolerance``.

    ``pairs`` are steps and changes of the gradient of an earlier climb on a sample. Never goes down.
    """
    with one_blas_thread():
        place = look(start)
        state = Climb(place, np.inf, 0, False, [place.value], list(pairs or []))
        while state.steps < most and not _step(look, state, tolerance):
            pass
    return state


def _step(look: Callable[[Array], Place], state: Climb, tolerance: float) -> bool:
    """One step up; tells whether the climb is over."""
    here = state.place
    if state.solve is None or state.gain > NEAR:
        state.solve = _solver(here)
    step = _direction(here.gradient, state.solve, state.pairs)
    rise = float(here.gradient @ step)
    if rise <= 0 and state.pairs:
        return _forget(state)
    state.gain = rise / 2
    if state.gain < tolerance:
        state.converged = True
        return True
    there = _line(look, here, step * min(1.0, LONGEST / max(np.abs(step).max(), 1e-300)))
    state.steps += 1
    if there is None and state.pairs:
        return _forget(state)
    if there is None:
        # no step goes up: the value has no digits left to show it
        state.converged = state.gain < max(tolerance, 1e-12 * abs(here.value))
        return True
    _remember(state.pairs, here, there)
    state.place = there
    state.history.append(there.value)
    return False


def _forget(state: Climb) -> bool:
    """What earlier places told leads nowhere: begin anew from here."""
    state.pairs.clear()
    state.solve = None
    return False


def _line(look: Callable[[Array], Place], here: Place, step: Array) -> Place | None:
    noise = 1e-13 * abs(here.value)
    rise = float(here.gradient @ step)
    for halving in range(HALVINGS):
        scale = 0.5**halving
        there = look(here.at + scale * step)
        if np.isfinite(there.value) and there.value >= here.value + 1e-4 * scale * rise - noise:
            return there
    return None


def _remember(pairs: list[tuple[Array, Array]], here: Place, there: Place) -> None:
    s, y = there.at - here.at, here.gradient - there.gradient
    if s @ y > 1e-12 * np.sqrt((s @ s) * (y @ y)):
        pairs.append((s, y))
        del pairs[:-PAIRS]


def _direction(gradient: Array, solve: Callable[[Array], Array], pairs: list[tuple[Array, Array]]) -> Array:
    """The two-loop recursion (Nocedal 1980) around the inverse of the information."""
    g = gradient.copy()
    past = []
    for s, y in reversed(pairs):
        rho = 1 / (s @ y)
        alpha = rho * (s @ g)
        g -= alpha * y
        past.append((rho, alpha))
    step = solve(g)
    for (s, y), (rho, alpha) in zip(pairs, reversed(past), strict=True):
        step += (alpha - rho * (y @ step)) * s
    return step


def _solver(place: Place) -> Callable[[Array], Array]:
    """What multiplies by the information's inverse, with as much of the missing taken off as leaves it positive definite."""
    missing = place.missing() if place.missing is not None else None
    tried = [] if missing is None else [(place.information - part * missing, 1e-12) for part in (1.0, 0.8)]
    tried += [(place.information, ridge) for ridge in (1e-12, 1e-8, 1e-4, 1e-1)]
    scale = np.sqrt(np.maximum(np.diag(place.information), 1e-10))
    for information, ridge in tried:
        level = information / np.outer(scale, scale)
        level.flat[:: len(scale) + 1] += ridge
        try:
            factor = cho_factor(level, check_finite=False)
        except LinAlgError:
            continue
        return lambda g: np.asarray(cho_solve(factor, g / scale, check_finite=False) / scale)
    return lambda g: g / scale**2


def scaled(pairs: list[tuple[Array, Array]], factor: float) -> list[tuple[Array, Array]]:
    """The pairs of a sample for all persons: the curvature grows with their number."""
    return [(s, y * factor) for s, y in pairs]
