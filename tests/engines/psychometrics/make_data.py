"""Draws data/mixed.csv, the answers on which references.R and the tests agree."""

from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def draw() -> np.ndarray:
    """Group, five right-or-wrong items and four items with four categories, a tenth missing (-1)."""
    rng = np.random.default_rng(20261124)
    persons = 600
    group = np.repeat([0, 1], persons // 2)
    theta = rng.normal(np.where(group == 0, 0.0, 0.4), np.where(group == 0, 1.0, 1.2))
    slope, level = np.array([1.0, 1.4, 0.8, 1.2, 1.6]), np.array([0.5, -0.4, 1.0, 0.0, -0.8])
    binary = rng.random((persons, 5)) < 1 / (1 + np.exp(-(slope * theta[:, None] + level)))
    steps = np.array([1.5, 0.0, -1.4])
    u = rng.random((persons, 4))
    at_least = 1 / (1 + np.exp(-(np.array([1.3, 0.9, 1.7, 1.1])[None, :, None] * theta[:, None, None] + steps)))
    graded = (u[:, :, None] < at_least).sum(axis=2)
    answers = np.concatenate([group[:, None], binary, graded], axis=1).astype(int)
    answers[:, 1:][rng.random((persons, 9)) < 0.1] = -1
    return answers


if __name__ == "__main__":
    names = ["group", *(f"b{j}" for j in range(1, 6)), *(f"g{j}" for j in range(1, 5))]
    np.savetxt(HERE / "data/mixed.csv", draw(), fmt="%d", delimiter=",", header=",".join(names), comments="")
