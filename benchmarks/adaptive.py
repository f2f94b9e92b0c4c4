"""The adaptive test beside a fixed form and catsim: items served a second, items needed, error reached, wear of the bank.

    python benchmarks/adaptive.py [--quick] [--json FILE]

A bank of 300 two-parameter items; persons drawn from N(0, 1). Every adaptive test stops at a standard error of 0.3 or after 60 items.
"rmse" is against the true values; "most asked" the share of persons who saw the item seen most. The fixed form has the items most
informative at 0 and as many as it needs for the adaptive test's rmse. catsim (``uv sync --group peers``) selects by maximum information
and estimates by maximum likelihood, so that its tests are longer for the same error at the ends.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kepu.engines.psychometrics import Item
from kepu.engines.psychometrics.adaptive import Adaptive, Bank, Course, Randomesque, Rules, calibrate_exposure, run_many

SE, MOST, BANK = 0.3, 60, 300


def draw_bank() -> tuple[np.ndarray, np.ndarray]:
    """Slopes and intercepts."""
    rng = np.random.default_rng(7)
    slope, difficulty = rng.lognormal(0.2, 0.25, BANK), rng.normal(0, 1.2, BANK)
    return slope, -slope * difficulty


def summary(name: str, lengths: np.ndarray, estimates: np.ndarray, theta: np.ndarray, asked: np.ndarray, seconds: float) -> dict[str, Any]:
    """One line of the table."""
    rmse = float(np.sqrt(np.mean((estimates - theta) ** 2)))
    return {
        "name": name, "items": float(lengths.mean()), "rmse": rmse, "bias": float((estimates - theta).mean()),
        "most_asked": float(asked.max() / len(theta)), "never_asked": int((asked == 0).sum()), "items_a_second": float(lengths.sum() / seconds),
    }  # fmt: skip


def ours(name: str, test: Adaptive, theta: np.ndarray) -> dict[str, Any]:
    start = time.perf_counter()
    courses: list[Course] = run_many(test, theta, np.random.default_rng(1))
    seconds = time.perf_counter() - start
    asked = np.bincount([item for course in courses for item in course.items], minlength=BANK)
    lengths, estimates = np.array([len(course.items) for course in courses]), np.array([course.theta for course in courses])
    return summary(name, lengths, estimates, theta, asked, seconds)


def fixed(items: list[Item], theta: np.ndarray, rmse: float) -> dict[str, Any]:
    """The shortest fixed form as exact as the adaptive test."""
    order = np.argsort(-Bank(items).information[:, 60])
    row: dict[str, Any] = {}
    for length in range(10, BANK, 5):
        form = [items[j] for j in order[:length]]
        row = ours(f"fixed form of {length}", Adaptive(Bank(form), Rules(most=length), Randomesque(1)), theta)
        if row["rmse"] <= rmse:
            break
    return row


def catsim(slope: np.ndarray, intercept: np.ndarray, theta: np.ndarray) -> dict[str, Any] | None:
    try:
        from catsim.estimation import NumericalSearchEstimator
        from catsim.initialization import FixedPointInitializer
        from catsim.selection import MaxInfoSelector
        from catsim.simulation import Simulator
        from catsim.stopping import MinErrorStopper
    except ImportError:
        return None
    bank = np.column_stack([slope, -intercept / slope, np.zeros(BANK), np.ones(BANK)])
    simulator = Simulator(bank, theta, FixedPointInitializer(0), MaxInfoSelector(), NumericalSearchEstimator(), MinErrorStopper(SE, max_items=MOST))
    start = time.perf_counter()
    simulator.simulate()
    seconds = time.perf_counter() - start
    asked = np.bincount([item for items in simulator.administered_items for item in items], minlength=BANK)
    lengths = np.array([len(items) for items in simulator.administered_items])
    return summary("catsim, best item", lengths, np.array([path[-1] for path in simulator.estimations]), theta, asked, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="200 persons")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    theta = np.random.default_rng(2).normal(size=200 if options.quick else 2000)
    slope, intercept = draw_bank()
    items = [Item(f"i{j}", "2pl", (0, 1), np.array([a, d])) for j, (a, d) in enumerate(zip(slope, intercept, strict=True))]
    bank, rules = Bank(items), Rules(most=MOST, least=5, se=SE)
    hetter = calibrate_exposure(bank, rules, limit=0.25, theta=theta[:500], rng=np.random.default_rng(3))
    work: list[Callable[[], dict[str, Any] | None]] = [
        lambda: ours("best item", Adaptive(bank, rules, Randomesque(1)), theta),
        lambda: ours("one of the best 8", Adaptive(bank, rules, Randomesque(8)), theta),
        lambda: ours("Sympson-Hetter 25 %", Adaptive(bank, rules, hetter), theta),
        lambda: catsim(slope, intercept, theta),
    ]
    rows = [row for row in (each() for each in work) if row is not None]
    rows.append(fixed(items, theta, rows[0]["rmse"]))
    print(f"{'':24}{'items':>8}{'rmse':>8}{'bias':>8}{'most asked':>12}{'never asked':>13}{'items a second':>16}")
    for row in rows:
        print(f"{row['name']:24}{row['items']:>8.1f}{row['rmse']:>8.3f}{row['bias']:>8.3f}{row['most_asked']:>12.0%}{row['never_asked']:>13}", end="")
        print(f"{row['items_a_second']:>16,.0f}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
