"""Plans for the tests: those in ``data/``, and the real one where it lies beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kepu.engines.plan_document import PlanDocument, read_plan

DATA = Path(__file__).parent / "data"
REAL = "yuzhong-2021-2025.txt"


def real_plan_path() -> Path | None:
    """The real plan: in KEPU_PLAN_DIR, or in ``shared/plans`` beside the checkout."""
    root = Path(__file__).parents[3]
    places = [Path(os.environ["KEPU_PLAN_DIR"])] if "KEPU_PLAN_DIR" in os.environ else []
    places += [root.parent / "shared" / "plans", root / "shared" / "plans"]
    return next((place / REAL for place in places if (place / REAL).is_file()), None)


@pytest.fixture(scope="session")
def real_bytes() -> bytes:
    path = real_plan_path()
    if path is None:
        pytest.skip("the real plan does not lie in KEPU_PLAN_DIR or ../shared/plans")
    return path.read_bytes()


@pytest.fixture(scope="session")
def real(real_bytes: bytes) -> PlanDocument:
    return read_plan(real_bytes)
