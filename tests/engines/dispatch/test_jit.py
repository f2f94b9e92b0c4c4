"""Kernels are compiled once, however wide the numbers are that other kernels call them with."""

from __future__ import annotations

import numpy as np

from kepu.engines.dispatch.kernels.jit import jit


@jit
def _twice(number: int) -> int:
    return 2 * number


@jit
def _all_ways(narrow: np.ndarray, wide: np.ndarray) -> int:
    return _twice(narrow[0]) + _twice(wide[0]) + _twice(3)


def test_a_kernel_is_compiled_once_for_numbers_of_any_width() -> None:
    assert _all_ways(np.array([1 << 30], np.int32), np.array([1 << 40], np.int64)) == (1 << 31) + (1 << 41) + 6
    assert _twice.signatures == [_twice.signatures[0]]  # type: ignore[attr-defined]
