"""The examples in the docstrings run, and code of old kernels is forgotten."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import kepu.engines.dispatch
import kepu.engines.dispatch.model
from kepu.engines.dispatch.kernels import forget_stale_code


@pytest.mark.parametrize("module", [kepu.engines.dispatch, kepu.engines.dispatch.model])
def test_the_examples_run(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_code_compiled_from_other_sources_is_forgotten(tmp_path: Path) -> None:
    kernels = tmp_path / "kernels"
    (kernels / "__pycache__").mkdir(parents=True)
    (tmp_path / "arrays.py").write_text("one")
    (kernels / "routes.py").write_text("two")
    assert forget_stale_code(kernels)
    code = kernels / "__pycache__" / "routes.travel.nbi"
    code.write_text("")
    assert not forget_stale_code(kernels)
    assert code.exists()
    (tmp_path / "arrays.py").write_text("three")
    assert forget_stale_code(kernels)
    assert not code.exists()
