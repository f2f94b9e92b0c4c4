"""Reference data and figures; data/references.json names the versions of R and its packages that gave them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kepu.engines.psychometrics import Item, Responses, from_wide, simulate

DATA = Path(__file__).parent / "data"
NAMES = ("i1", "i2", "i3", "i4", "i5")


@pytest.fixture(scope="session")
def references() -> dict[str, Any]:
    """Figures of R mirt 1.47 and ltm 1.2-0, written by references.R."""
    return json.loads((DATA / "references.json").read_text())


def expand(table: list[list[int]]) -> Responses:
    """One row a person from a table of patterns and how often they came (LSAT6, LSAT7: Bock & Lieberman 1970)."""
    patterns = np.array(table)
    return from_wide(np.repeat(patterns[:, :-1], patterns[:, -1], axis=0), items=NAMES)


@pytest.fixture(scope="session")
def mixed() -> np.ndarray:
    """Group, five binary and four graded items of 600 persons, a tenth of the answers missing."""
    return np.loadtxt(DATA / "mixed.csv", delimiter=",", skiprows=1, dtype=int)


def two_parameter(a: np.ndarray, d: np.ndarray) -> list[Item]:
    return [Item(f"i{j + 1}", "2pl", (0, 1), np.array([x, y])) for j, (x, y) in enumerate(zip(a, d, strict=True))]


@pytest.fixture(scope="session")
def truth() -> list[Item]:
    """Thirty items."""
    rng = np.random.default_rng(3)
    return two_parameter(rng.lognormal(0, 0.3, 30), rng.normal(0, 1, 30))


@pytest.fixture(scope="session")
def answers(truth: list[Item]) -> np.ndarray:
    """What 12,000 persons answered them."""
    rng = np.random.default_rng(6)
    return simulate(truth, rng.normal(size=12000), rng)
