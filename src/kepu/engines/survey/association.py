"""Do two answers hang together? Pearson's test corrected for the design (Rao & Scott 1981, 1984)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import Floats, coded, sums
from .errors import SurveyError
from .linear import covariances, spread
from .sample import Design


@dataclass(frozen=True)
class RaoScott:
    """``table`` (R, C) holds estimated shares of the population. ``chi_square`` is Pearson's X² at n respondents;
    ``first_order`` X² / mean eigenvalue with its p from χ²; ``f`` the second-order statistic with ``df1``, ``df2`` and ``p_value``."""

    rows: list[Any]
    columns: list[Any]
    table: Floats
    chi_square: float
    mean_effect: float
    first_order: float
    first_order_df: int
    first_order_p: float
    f: float
    df1: float
    df2: float
    p_value: float


def rao_scott(design: Design, rows: Any, columns: Any) -> RaoScott:
    """Test that ``rows`` and ``columns`` (labels (n,)) are independent in the population."""
    from scipy.special import chdtrc, fdtrc

    left, right = coded(rows, "rows", design.rows), coded(columns, "columns", design.rows)
    shape = (len(left[1]), len(right[1]))
    if min(shape) < 2:
        raise SurveyError("one-level", "rows" if shape[0] < 2 else "columns", "A test needs at least two labels on each side.")
    cell = left[0] * shape[1] + right[0]
    n, whole = design.rows, float(design.weights.sum())
    share = sums(cell, design.weights, shape[0] * shape[1]) / whole
    table = share.reshape(shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    chi_square = float(n * ((table - expected) ** 2 / expected).sum())
    covariance = _cell_covariance(design, cell, share, whole)
    delta = _effects(shape, share, covariance, n)
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    df = (shape[0] - 1) * (shape[1] - 1)
    df1 = trace**2 / square
    df2 = df1 * design.degrees_of_freedom
    f, first = chi_square / trace, chi_square * df / trace
    return RaoScott(left[1], right[1], table, chi_square, trace / df, first, df, float(chdtrc(df, first)), f, df1, df2, float(fdtrc(df1, df2, f)))


def _cell_covariance(design: Design, cell: Any, share: Floats, whole: float) -> Floats:
    """Covariance of all cells' shares: z_c = (1_c − share_c) / N."""
    inside = spread(design, cell, len(share), design.weights / whole)
    everyone = spread(design, np.zeros(design.rows, np.int64), 1, design.weights / whole)
    dense, one = (np.asarray(part if isinstance(part, np.ndarray) else part.toarray()) for part in (inside, everyone))
    z = dense - one * share[None, :]
    return covariances(design, z, z)


def _effects(shape: tuple[int, int], share: Floats, covariance: Floats, n: int) -> Floats:
    """Generalised design effects: (C′ D⁻¹ C / n)⁻¹ C′ D⁻¹ V D⁻¹ C with C the interaction contrasts off the main effects."""
    r, c = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
    main = np.stack([np.ones_like(r), *(r == k for k in range(1, shape[0])), *(c == k for k in range(1, shape[1]))], axis=1).astype(float)
    cross = np.stack([(r == i) & (c == j) for i in range(1, shape[0]) for j in range(1, shape[1])], axis=1).astype(float)
    q, _ = np.linalg.qr(main)
    contrast = cross - q @ (q.T @ cross)
    inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0)[:, None] * contrast
    return np.asarray(np.linalg.solve(contrast.T @ inverse / n, inverse.T @ covariance @ inverse))
