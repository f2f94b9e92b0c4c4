"""Which persons were asked the same items, as in rotated booklets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .kernels import mark_missing
from .parallel import each, ranges
from .responses import MISSING

MOST, COVERED = 32, 0.5
"""Forms that are told apart, and the share of persons that they must cover to be worth it."""
LOOKED = 2000
"""Persons among whom the common forms are looked for."""


@dataclass(frozen=True)
class Forms:
    """``asked`` (f, j) are the items of each form, the first of which has all; ``of`` (n,) is the form of each person, where a missing answer
    to an asked item is one more code; ``base`` (j,) is the commonest code of an item."""

    asked: NDArray[np.bool_]
    of: NDArray[np.int64]
    base: NDArray[np.uint8]


def find_forms(codes: NDArray[np.uint8], missing: int, tally: NDArray[np.int64]) -> Forms:
    """The commonest sets of items, if most persons have one of them; ``tally`` (j, 256) counts codes, missing in its last column."""
    given, absent = tally[:, :missing], tally[:, MISSING:]
    everything, nobody = np.ones((1, codes.shape[1]), bool), np.zeros(len(codes), np.int64)
    if not absent.any():
        return Forms(everything, nobody, given.argmax(axis=1).astype(np.uint8))
    rng, marks = np.random.default_rng(1), np.empty(len(codes), np.int64)
    salt = rng.integers(-(2**62), 2**62, codes.shape[1])
    each(lambda span: mark_missing(codes[slice(*span)], missing, salt, marks[slice(*span)]), ranges(len(codes), least=5_000, most=16))
    looked = np.arange(len(codes)) if len(codes) <= LOOKED else np.sort(rng.integers(0, len(codes), LOOKED))
    kinds, first, count = np.unique(marks[looked], return_index=True, return_counts=True)
    common = np.sort(np.argsort(-count, kind="stable")[:MOST])
    near = np.minimum(np.searchsorted(kinds[common], marks), len(common) - 1)
    known = kinds[common][near] == marks
    if known.mean() < COVERED:
        return Forms(everything, nobody, np.concatenate([given, absent], axis=1).argmax(axis=1).astype(np.uint8))
    asked: NDArray[Any] = np.concatenate([everything, codes[looked[first[common]]] != missing])
    return Forms(asked, np.where(known, near + 1, 0), given.argmax(axis=1).astype(np.uint8))
