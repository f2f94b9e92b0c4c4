"""Non-response: respondents of a class, or with like propensity, stand for those who did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ..codes import Codes, Floats, coded, numbers, positive, sums
from ..errors import SurveyError, named
from .adjusted import Adjusted, adjusted, columns


@dataclass(frozen=True)
class ClassAdjustment:
    """The adjustment as a step for ``reweight``: cells are class × answered or not; made by ``adjust_classes`` (``notes["step"]``)."""

    cells: Codes

    def factors(self, totals: Floats) -> Floats:
        """Respondents' factor Σ w / Σ w answered of their class; others get 0. ``totals`` (2C, R) alternate: silent, answered.

        A class left without respondents in a replicate is missing there, until raking hands its share to the others.
        """
        silent, answered = totals[0::2], totals[1::2]
        found = np.zeros_like(totals)
        found[1::2] = np.divide(silent + answered, answered, out=np.ones_like(answered), where=answered > 0)
        return found

    def __call__(self, weights: Floats) -> Floats:
        from .margins import _indicator

        array = columns(weights)
        size = int(self.cells.max()) // 2 * 2 + 2
        return np.asarray(array * self.factors(_indicator(self.cells, size) @ array)[self.cells])


@dataclass(frozen=True)
class Propensity:
    """The propensity adjustment as a step for ``reweight``: the model is fitted anew in each replicate."""

    matrix: Floats
    responded: npt.NDArray[np.bool_]

    def __call__(self, weights: Floats) -> Floats:
        array = columns(weights)
        found = np.zeros_like(array)
        for r in range(array.shape[1]):
            p, _ = _logistic(self.matrix, self.responded, array[:, r])
            found[:, r] = np.where(self.responded, array[:, r] / p, 0.0)
        return found


def adjust_classes(
    weights: Any, classes: Any, responded: Any, *, minimum: int = 10, largest: float | None = None, small: Literal["merge", "refuse"] = "merge"
) -> Adjusted:
    """Weight respondents up to all drawn in each class (labels (n,)); those silent get 0.

    A class with fewer than ``minimum`` respondents, or a factor above ``largest``, is merged with the class of the nearest
    response rate (``notes["merged"]`` says which went where) or refused. ``notes["step"]`` repeats it in ``reweight``.
    """
    before = positive(weights)
    answered = _answered(responded, len(before))
    codes, labels = coded(classes, "classes", len(before))
    place, merged = _merge(before, codes, labels, answered, minimum, largest, small)
    step = ClassAdjustment(place[codes] * 2 + answered)
    return adjusted(before, step(before[:, None])[:, 0], merged=merged, step=step)


def adjust_propensity(weights: Any, X: Any, responded: Any, *, classes: int | None = None, smallest: float = 0.02) -> Adjusted:
    """Weight respondents by one over their propensity from a weighted logistic regression on ``X`` (n, k), intercept added.

    ``classes`` forms that many classes at quantiles of the propensity instead (Rosenbaum & Rubin 1984; Little 1986).
    Raises ``SurveyError`` when answering is foretold perfectly or a respondent's propensity falls below ``smallest``.
    ``notes`` hold ``propensity`` and ``step``.
    """
    before = positive(weights)
    answered = _answered(responded, len(before))
    matrix = numbers(X, "X", len(before))
    matrix = np.column_stack([np.ones(len(before)), matrix])
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise SurveyError("collinear", "X", "Columns of X repeat each other or the intercept: leave one out.")
    p, iterations = _logistic(matrix, answered, before)
    if classes is not None:
        cuts = np.quantile(p, np.linspace(0, 1, classes + 1)[1:-1])
        found = adjust_classes(before, np.searchsorted(cuts, p), answered)
        found.notes["propensity"] = p
        return found
    low = float(p[answered].min())
    if low < smallest:
        raise SurveyError(
            "propensity-too-small",
            "X",
            f"A respondent's propensity is {low:.3g}, a factor of {1 / low:.0f}: use classes= or fewer variables.",
            smallest=low,
        )
    step = Propensity(matrix, answered)
    return adjusted(before, np.where(answered, before / p, 0.0), iterations, propensity=p, step=step)


def _merge(
    weights: Floats, codes: Codes, labels: list[Any], answered: npt.NDArray[np.bool_], minimum: int, largest: float | None, small: str
) -> tuple[Codes, dict[Any, Any]]:
    size = len(labels)
    place = np.arange(size)
    whole, got = sums(codes, weights, size), sums(codes, weights * answered, size)
    count = np.bincount(codes, answered, minlength=size)
    merged: dict[Any, Any] = {}
    limit = np.inf if largest is None else largest
    while True:
        heads = np.unique(place)
        poor = [h for h in heads if count[h] < max(minimum, 1) or whole[h] > limit * got[h]]
        if not poor:
            return np.searchsorted(heads, place), merged
        worst = min(poor, key=lambda h: (count[h], h))
        if small == "refuse" or len(heads) == 1:
            raise SurveyError(
                "small-class",
                labels[worst],
                f"Class {labels[worst]} has {int(count[worst])} respondents for {whole[worst]:.6g} in the population: join it with another class.",
                classes=[labels[h] for h in poor],
            )
        others = heads[heads != worst]
        rate = got / whole
        into = int(others[np.argmin(np.abs(rate[others] - rate[worst]))])
        place[place == worst] = into
        whole[into] += whole[worst]
        got[into] += got[worst]
        count[into] += count[worst]
        merged[labels[worst]] = labels[into]


def _logistic(matrix: Floats, answered: npt.NDArray[np.bool_], weights: Floats) -> tuple[Floats, int]:
    """Fitted propensities by Newton's steps; raises ``SurveyError`` when they run away (separation)."""
    beta = np.zeros(matrix.shape[1])
    share = np.average(answered, weights=weights)
    if not 0 < share < 1:
        raise SurveyError("no-contrast", "responded", "All or none answered: there is nothing to adjust.")
    beta[0] = np.log(share / (1 - share))
    scaled = weights / weights.mean()
    for iteration in range(1, 51):
        p = 1 / (1 + np.exp(-(matrix @ beta)))
        move = np.linalg.lstsq((matrix * (scaled * p * (1 - p))[:, None]).T @ matrix, matrix.T @ (scaled * (answered - p)), rcond=None)[0]
        beta = beta + move
        if np.abs(matrix @ move).max() < 1e-9:
            return np.asarray(1 / (1 + np.exp(-(matrix @ beta)))), iteration
        if np.abs(matrix @ beta).max() > 30:
            break
    raise SurveyError(
        "separated",
        "X",
        f"Answering is foretold perfectly by some column of X ({named(np.flatnonzero(np.abs(beta) > 10))}): leave it out or join groups.",
    )


def _answered(responded: Any, rows: int) -> npt.NDArray[np.bool_]:
    array = np.asarray(responded)
    if array.shape != (rows,):
        raise SurveyError("wrong-length", "responded", f"responded has shape {array.shape}; give one true or false a row.")
    answered = array.astype(bool)
    if not answered.any():
        raise SurveyError("no-respondents", "responded", "Nobody answered.")
    return answered
