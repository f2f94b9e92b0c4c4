"""Labels to codes, and checks that every function makes of the arrays it is given."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import SurveyError, named

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def coded(labels: Any, name: str, rows: int | None = None) -> tuple[Codes, list[Any]]:
    """Codes 0…K−1 and the sorted labels (K,); raises ``SurveyError`` for a missing label or a wrong length."""
    array = labels.to_numpy() if hasattr(labels, "to_numpy") else np.asarray(labels)
    if array.ndim != 1 or (rows is not None and len(array) != rows):
        raise SurveyError("wrong-length", name, f"{name} has shape {array.shape}; give one value a row ({rows} rows).", rows=rows)
    if array.dtype.kind in "iub":
        return _integers(array)
    missing = array != array if array.dtype.kind == "f" else np.array([value is None or value != value for value in array], bool)
    if missing.any():
        places = np.flatnonzero(missing)
        raise SurveyError(
            "missing-label",
            name,
            f"{name} is missing in {len(places)} rows (first: {named(places)}): fill it or leave the rows out.",
            rows=places.tolist(),
        )
    if array.dtype.kind == "O":
        array = _of_one_kind(array)
    found, codes = np.unique(array, return_inverse=True)
    return codes.astype(np.int64), found.tolist()


def _of_one_kind(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Text where all is text, so that sorting is quick; labels of mixed kinds are sorted as text."""
    kinds = {type(value) for value in array.tolist()}
    if len(kinds) == 1 and kinds <= {str, int, float, bool}:
        return np.array(array.tolist())
    return array if len(kinds) == 1 else np.array([str(value) for value in array])


def _integers(array: npt.NDArray[Any]) -> tuple[Codes, list[Any]]:
    if len(array) == 0:
        return np.zeros(0, np.int64), []
    values = array.astype(np.int64)
    low = int(values.min())
    span = int(values.max()) - low + 1
    if span > 4 * len(values) + 1024:
        found, codes = np.unique(values, return_inverse=True)
        return codes.astype(np.int64), found.astype(array.dtype).tolist()
    present = np.bincount(values - low, minlength=span) > 0
    place = np.cumsum(present) - 1
    return place[values - low].astype(np.int64), (np.flatnonzero(present) + low).astype(array.dtype).tolist()


def crossed(parts: list[tuple[Codes, list[Any]]]) -> tuple[Codes, list[tuple[Any, ...]]]:
    """Codes of the combinations that occur, and their labels."""
    whole = np.zeros(len(parts[0][0]), np.int64)
    for codes, labels in parts:
        whole = whole * max(len(labels), 1) + codes
    codes, found = _integers(whole)
    keys: list[tuple[Any, ...]] = []
    for value in found:
        key: list[Any] = []
        for _, labels in reversed(parts):
            value, place = divmod(value, max(len(labels), 1))
            key.append(labels[place])
        keys.append(tuple(reversed(key)))
    return codes, keys


def numbers(values: Any, name: str, rows: int | None = None) -> Floats:
    """A finite float array; raises ``SurveyError`` naming the rows that are not."""
    array = np.asarray(values.to_numpy() if hasattr(values, "to_numpy") else values, float)
    if rows is not None and len(array) != rows:
        raise SurveyError("wrong-length", name, f"{name} has {len(array)} rows where {rows} are expected.", rows=rows)
    if not np.isfinite(array).all():
        places = np.unique(np.argwhere(~np.isfinite(array))[:, 0])
        raise SurveyError(
            "not-finite",
            name,
            f"{name} is missing or infinite in {len(places)} rows (first: {named(places)}): fill it or leave the rows out.",
            rows=places.tolist(),
        )
    return array


def positive(values: Any, name: str = "weights", rows: int | None = None) -> Floats:
    """Finite numbers above zero, as weights and sizes must be."""
    array = numbers(values, name, rows)
    wrong = np.flatnonzero(array <= 0 if array.ndim == 1 else (array <= 0).any(axis=1))
    if len(wrong):
        raise SurveyError(
            "not-positive",
            name,
            f"{name} is zero or negative in {len(wrong)} rows (first: {named(wrong)}): correct or leave them out.",
            rows=wrong.tolist(),
        )
    return array


def unique_ids(ids: Any, name: str = "id") -> None:
    """Raises ``SurveyError`` where an id stands twice."""
    array = np.asarray(ids)
    found, counts = np.unique(array.astype(str) if array.dtype.kind == "O" else array, return_counts=True)
    twice = found[counts > 1]
    if len(twice):
        raise SurveyError("duplicate-id", twice[0], f"{name} stands more than once: {named(twice)}. Keep one row of each.", ids=twice.tolist())


def sums(codes: Codes, values: Floats | None, size: int) -> Floats:
    """Sums of ``values`` (n,) by code."""
    return np.asarray(np.bincount(codes, values, minlength=size), float)
