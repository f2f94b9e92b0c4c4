"""Kernels are compiled once, however wide the numbers are that other kernels call them with."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np

KERNELS = """
from kepu.engines.dispatch.kernels.jit import jit

@jit
def twice(number):
    return 2 * number

@jit
def all_ways(narrow, wide):
    return twice(narrow[0]) + twice(wide[0]) + twice(3)
"""


def test_a_kernel_is_compiled_once_for_numbers_of_any_width(tmp_path: Path) -> None:
    """In a file of its own, whose kernels no earlier run left on disk."""
    file = tmp_path / "some_kernels.py"
    file.write_text(KERNELS)
    spec = spec_from_file_location("some_kernels", file)
    assert spec is not None and spec.loader is not None
    kernels = module_from_spec(spec)
    spec.loader.exec_module(kernels)
    assert kernels.all_ways(np.array([1 << 30], np.int32), np.array([1 << 40], np.int64)) == (1 << 31) + (1 << 41) + 6
    assert len(kernels.twice.signatures) == 1
