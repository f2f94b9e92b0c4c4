"""A sample as the estimators see it: weights, strata, primary sampling units, and replicates of the weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from .codes import Codes, Floats, coded, crossed, numbers, positive, unique_ids
from .errors import SurveyError, named

if TYPE_CHECKING:
    from .replicates import Replicates

Lonely = Literal["refuse", "certainty", "centre"]
By = Any  # one column, a sequence of columns, or a mapping of names to columns


@dataclass(frozen=True)
class Design:
    """One row a respondent.

    ``weights`` (n,) above zero; ``strata`` and ``psu`` (n,) labels (PSU labels may repeat between strata); ``fpc`` (n,) the
    number of PSUs in the stratum's population, or the sampled share where ≤ 1; ``replicates`` from ``kepu.engines.survey.replicates``;
    ``auxiliary`` (n, k) the variables the weights were calibrated to: Taylor variances then come from their regression
    residuals (Deville & Särndal 1992), the regression weighted by the weights ``before`` calibration (n,) where given, as R survey does.
    ``lonely`` says what a stratum with one PSU does: be refused, count as drawn with
    certainty (no variance), or be centred at the mean of all PSUs (Lumley's "adjust"). ``respondents`` (n,) are ids, of which none may stand twice.
    ``freedom`` are the degrees of freedom of the whole sample's variances where they are other than PSUs less strata.
    """

    weights: Any
    strata: Any = None
    psu: Any = None
    fpc: Any = None
    replicates: Replicates | None = None
    auxiliary: Any = None
    before: Any = None
    lonely: Lonely = "refuse"
    respondents: Any = None
    freedom: float | None = None
    _parts: Parts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", positive(self.weights))
        if not self.rows:
            raise SurveyError("no-rows", "weights", "There are no respondents.")
        if self.respondents is not None:
            unique_ids(self.respondents, "respondent")
        object.__setattr__(self, "_parts", _parts(self))
        other = None if self.replicates is None else self.replicates.weights
        if other is not None and not (len(other) == self.rows and np.allclose(other, self.weights, rtol=1e-9, atol=0)):
            raise SurveyError(
                "replicates-differ",
                "replicates",
                "The replicates belong to other weights: build the design with replicates.weights, taken at the same rows.",
            )

    @property
    def rows(self) -> int:
        return len(self.weights)

    @property
    def parts(self) -> Parts:
        return self._parts

    @property
    def degrees_of_freedom(self) -> float:
        """PSUs less strata, or what was given."""
        return len(self.parts.psu_stratum) - len(self.parts.strata) if self.freedom is None else self.freedom

    @cached_property
    def projection(self) -> tuple[Floats, Floats, Floats] | None:
        """The auxiliary variables (n, k), the inverse of their weighted cross-product, and the regression's weights over the final ones."""
        if self.auxiliary is None:
            return None
        matrix = numbers(self.auxiliary, "auxiliary", self.rows)
        matrix = matrix[:, None] if matrix.ndim == 1 else matrix
        base = self.weights if self.before is None else positive(self.before, "before", self.rows)
        return matrix, np.asarray(np.linalg.pinv((matrix * base[:, None]).T @ matrix, hermitian=True), float), base / self.weights


@dataclass(frozen=True)
class Parts:
    """Codes of PSUs (n,), the stratum of each PSU (P,), labels, and the variance factor n/(n−1)·(1−f) of each stratum."""

    psu: Codes
    psu_stratum: Codes
    strata: list[Any]
    psus: list[tuple[Any, ...]]
    size: Floats
    factor: Floats


def _parts(design: Design) -> Parts:
    rows = len(design.weights)
    stratum, strata = coded(design.strata, "strata", rows) if design.strata is not None else (np.zeros(rows, np.int64), [None])
    if design.psu is None:
        psu, psus = np.arange(rows), [(row,) for row in range(rows)]
        psu_stratum = stratum
    else:
        psu, psus = crossed([(stratum, strata), coded(design.psu, "psu", rows)])
        psu_stratum = np.zeros(len(psus), np.int64)
        psu_stratum[psu] = stratum
    size = np.bincount(psu_stratum, minlength=len(strata)).astype(float)
    lone = np.flatnonzero(size < 2)
    fraction = _fractions(design.fpc, stratum, size, strata)
    lone = lone[fraction[lone] < 1]
    if len(lone) and design.lonely == "refuse":
        names = [strata[code] for code in lone]
        raise SurveyError(
            "one-psu-in-stratum",
            names[0],
            f"Strata with one PSU have no variance: {named(names)}. Join each with a neighbour, or choose lonely='centre' or 'certainty'.",
            strata=names,
        )
    factor = np.where(size > 1, size / np.maximum(size - 1, 1), 1.0 if design.lonely == "centre" else 0.0) * (1 - fraction)
    return Parts(psu, psu_stratum, strata, psus, size, factor)


def _fractions(fpc: Any, stratum: Codes, size: Floats, strata: list[Any]) -> Floats:
    if fpc is None:
        return np.zeros(len(size))
    values = positive(fpc, "fpc", len(stratum))
    given = np.zeros(len(size))
    given[stratum] = values
    unequal = np.unique(stratum[given[stratum] != values])
    if len(unequal):
        raise SurveyError("fpc-not-constant", strata[unequal[0]], f"fpc differs within strata {named(strata[code] for code in unequal)}.")
    fraction = np.where(given <= 1, given, size / given)
    over = np.flatnonzero(fraction > 1)
    if len(over):
        raise SurveyError(
            "fpc-too-small",
            strata[over[0]],
            f"More PSUs were drawn than fpc says exist in strata {named(strata[code] for code in over)}: correct fpc.",
        )
    return np.asarray(fraction)


def domains(design: Design, by: By) -> tuple[Codes, list[tuple[Any, ...]], tuple[str, ...]]:
    """Domain codes (n,), their labels and the names of the columns; one domain ``()`` without ``by``."""
    if by is None:
        return np.zeros(design.rows, np.int64), [()], ()
    if isinstance(by, dict):
        names, columns = tuple(str(name) for name in by), list(by.values())
    else:
        columns = list(by) if isinstance(by, (list, tuple)) and len(by) and _is_column(by[0]) else [by]
        names = tuple(f"by{place + 1}" if len(columns) > 1 else "by" for place in range(len(columns)))
    codes, keys = crossed([coded(column, name, design.rows) for name, column in zip(names, columns, strict=True)])
    return codes, keys, names


def _is_column(value: Any) -> bool:
    return isinstance(value, (list, tuple, np.ndarray)) or hasattr(value, "to_numpy")


def where_rows(design: Design, where: Any) -> npt.NDArray[np.bool_] | None:
    """A mask checked against the design."""
    if where is None:
        return None
    mask = np.asarray(where, bool)
    if mask.shape != (design.rows,):
        raise SurveyError("wrong-length", "where", f"where has shape {mask.shape}; give one true or false a row.")
    if not mask.any():
        raise SurveyError("empty-domain", "where", "where leaves no row.")
    return mask
