"""Taylor linearisation on sums by PSU and domain (Binder 1983; Wolter 2007, ch. 6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .codes import Codes, Floats, sums
from .sample import Design

DENSE = 6_000_000  # PSUs × domains up to which a full matrix is quicker than a sparse one


def spread(design: Design, codes: Codes, size: int, contribution: Floats) -> Any:
    """Sums of weighted linearised values by PSU and domain: (P, D), dense or sparse; ``contribution`` (n,) holds w·u.

    With auxiliary variables their regression residuals take the place of u.
    """
    kept = codes >= 0
    psu, stratum = design.parts.psu, design.parts.psu_stratum
    rows, columns, values = psu[kept], codes[kept], contribution[kept]
    if design.projection is None and len(stratum) * size > DENSE:
        from scipy.sparse import csr_array

        return csr_array((values, (rows, columns)), shape=(len(stratum), size))
    found = np.asarray(np.bincount(rows * size + columns, values, minlength=len(stratum) * size), float).reshape(len(stratum), size)
    if design.projection is not None:
        matrix, inverse, ratio = design.projection
        cross = np.stack([sums(columns, values * ratio[kept] * matrix[kept, k], size) for k in range(matrix.shape[1])])
        weighted = np.stack([sums(psu, design.weights * matrix[:, k], len(stratum)) for k in range(matrix.shape[1])], axis=1)
        found -= weighted @ (inverse @ cross)
    return found


def variances(design: Design, influence: Any) -> Floats:
    """Variance (D,) of each column of PSU sums (P, D): Σ_h (1 − f_h) n_h / (n_h − 1) Σ_i (z_hi − z̄_h)²."""
    factor, size, stratum = design.parts.factor, design.parts.size, design.parts.psu_stratum
    scaled = _times(influence, factor[stratum])
    totals = stratum_sums(design, influence)
    found = _column_sums(scaled, influence) - _column_sums(_times(totals, factor / size), totals)
    return np.maximum(found + _lonely(design, influence), 0.0)


def covariances(design: Design, first: Any, second: Any) -> Floats:
    """Covariance (D, E) of the columns of two matrices of PSU sums."""
    factor, size, stratum = design.parts.factor, design.parts.size, design.parts.psu_stratum
    whole = _times(first, factor[stratum]).T @ second
    between = _times(stratum_sums(design, first), factor / size).T @ stratum_sums(design, second)
    return np.asarray(_dense(whole) - _dense(between))


def stratum_sums(design: Design, influence: Any) -> Any:
    """Sums (H, D) of PSU sums (P, D)."""
    from scipy.sparse import csr_array

    stratum = design.parts.psu_stratum
    pick = csr_array((np.ones(len(stratum)), (stratum, np.arange(len(stratum)))), shape=(len(design.parts.strata), len(stratum)))
    return pick @ influence


def _lonely(design: Design, influence: Any) -> Floats | float:
    """Strata of one PSU centred at the mean of all PSUs."""
    lone = np.flatnonzero((design.parts.size == 1) & (design.parts.factor > 0))
    if not len(lone):
        return 0.0
    rows = np.flatnonzero(np.isin(design.parts.psu_stratum, lone))
    mean = np.asarray(influence.sum(axis=0)).ravel() / influence.shape[0]
    own = _dense(influence[rows])
    return np.asarray((((own - mean) ** 2) * design.parts.factor[design.parts.psu_stratum[rows]][:, None]).sum(axis=0))


def _times(matrix: Any, rows: Floats) -> Any:
    if isinstance(matrix, np.ndarray):
        return matrix * rows[:, None]
    return matrix.multiply(rows[:, None]).tocsr()


def _column_sums(a: Any, b: Any) -> Floats:
    if isinstance(a, np.ndarray):
        return np.einsum("pd,pd->d", a, b)
    return np.asarray(a.multiply(b).sum(axis=0)).ravel()


def _dense(matrix: Any) -> Floats:
    return np.asarray(matrix if isinstance(matrix, np.ndarray) else matrix.toarray())
