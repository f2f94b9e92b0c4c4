"""Answers of persons to items, checked once and coded for the kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ResponseError, named
from .kernels import code_answers, count_answers, count_codes, find_empty
from .parallel import each, ranges

MISSING = 255
"""The code of an answer that was not given or not asked."""
MOST_CATEGORIES = 64
HIGHEST = 9999


@dataclass(frozen=True)
class Responses:
    """Coded answers: ``codes[n, j]`` is the place of person n's answer in ``labels[j]``, or ``MISSING``.

    ``weight`` (n,) are person weights, ``group`` (n,) indexes ``groups``. Make one with ``from_wide`` or ``from_long``.
    """

    codes: NDArray[np.uint8]
    items: tuple[str, ...]
    labels: tuple[tuple[int, ...], ...]
    weight: NDArray[np.float64]
    group: NDArray[np.int64]
    groups: tuple[str, ...] = ("all",)

    @property
    def categories(self) -> NDArray[np.int64]:
        """How many categories each item has (j,)."""
        return np.array([len(each) for each in self.labels], np.int64)

    @cached_property
    def tally(self) -> NDArray[np.int64]:
        """How often each code came (j, 256), missing in the last column."""
        values = np.array([*range(int(self.categories.max())), MISSING], np.uint8)
        found = _summed(lambda part, counts: count_codes(part, values, counts), np.ascontiguousarray(self.codes), (len(values), len(self.items)))
        counts = np.zeros((len(self.items), 256), np.int64)
        counts[:, values] = found.T
        return counts

    @property
    def persons(self) -> int:
        return self.codes.shape[0]

    def take(self, persons: NDArray[Any]) -> Responses:
        """The answers of some persons, by index or mask."""
        return replace(self, codes=self.codes[persons], weight=self.weight[persons], group=self.group[persons])

    def select(self, items: Sequence[int]) -> Responses:
        """The answers to some items, by index."""
        chosen = list(items)
        labels = tuple(self.labels[j] for j in chosen)
        return replace(self, codes=np.ascontiguousarray(self.codes[:, chosen]), items=tuple(self.items[j] for j in chosen), labels=labels)

    def scores(self) -> NDArray[np.float64]:
        """Category codes as numbers (n, j), NaN where missing."""
        return np.where(self.codes == MISSING, np.nan, self.codes)


def from_wide(
    answers: Any,
    *,
    items: Sequence[str] | None = None,
    options: Sequence[Sequence[int]] | None = None,
    weight: Any = None,
    group: Any = None,
    empty_persons: str = "refuse",
    part: bool = False,
) -> Responses:
    """Answers in a matrix (persons, items): NumPy, or a Polars or Arrow table with one column per item.

    Missing is null, NaN or negative. ``options`` gives the answers each item allows; without it an item's options are
    the answers seen. ``empty_persons`` is ``refuse``, ``drop`` or ``keep``. A ``part`` of larger data may lack some options.

    Raises ``ResponseError`` for constant items, answers outside the options, equal columns and persons without answers.
    """
    matrix, names = _matrix(answers)
    names = tuple(items) if items is not None else names
    if len(names) != matrix.shape[1]:
        raise ResponseError(f"{len(names)} item names for {matrix.shape[1]} columns: give one name per column.")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ResponseError(f"Items named twice: {named(repeated)}. Give every item its own name.", items=tuple(repeated))
    codes, labels = _encode(matrix, names, options)
    group_codes, groups = _groups(group, len(codes))
    responses = Responses(codes, names, labels, _weights(weight, len(codes)), group_codes, groups)
    responses = _persons(responses, empty_persons)
    if not part:
        refuse_constant(responses, responses.tally)
        _refuse_twins(responses)
    return responses


def from_long(table: Any, *, person: str, item: str, answer: str, **more: Any) -> tuple[Responses, list[Any]]:
    """Answers one a row in a Polars or Arrow table; also gives the persons in the order of their rows.

    ``more`` is handed to ``from_wide``. Raises ``ResponseError`` where a person answered an item twice.
    """
    import polars as pl

    frame = table if isinstance(table, pl.DataFrame) else pl.DataFrame(pl.from_arrow(table))
    doubled = frame.group_by(person, item).len().filter(pl.col("len") > 1).sort(person, item)
    if doubled.height:
        first = doubled.row(0, named=True)
        raise ResponseError(
            f"{doubled.height} answers given twice, first by person {first[person]} to item {first[item]}: keep one of each.",
            items=tuple(str(name) for name in doubled[item].unique(maintain_order=True)),
        )
    wide = frame.pivot(on=item, index=person, values=answer)
    return from_wide(wide.drop(person), **more), wide[person].to_list()


def _matrix(answers: Any) -> tuple[NDArray[Any], tuple[str, ...]]:
    if hasattr(answers, "__arrow_c_stream__") or hasattr(answers, "to_arrow"):
        import polars as pl

        frame = answers if isinstance(answers, pl.DataFrame) else pl.DataFrame(answers)
        wrong = [name for name, kind in frame.schema.items() if not (kind.is_numeric() or kind == pl.Boolean or kind == pl.Null)]
        if wrong:
            raise ResponseError(f"Answers that are not numbers in {named(wrong)}: code them as 0, 1, 2, … first.", items=tuple(wrong))
        columns = [frame[name].cast(pl.Float64).to_numpy() if frame[name].null_count() else frame[name].to_numpy() for name in frame.columns]
        return np.column_stack(columns), tuple(frame.columns)
    matrix = np.asarray(answers)
    if matrix.ndim != 2 or matrix.dtype.kind not in "iufb" or 0 in matrix.shape:
        raise ResponseError("Answers must be a matrix of numbers, one row a person and one column an item.")
    return matrix, tuple(f"item{j + 1}" for j in range(matrix.shape[1]))


def _encode(
    matrix: NDArray[Any], names: tuple[str, ...], options: Sequence[Sequence[int]] | None
) -> tuple[NDArray[np.uint8], tuple[tuple[int, ...], ...]]:
    whole = _whole(matrix, names)
    most = max(int(whole.max(initial=0)), max((max(labels) for labels in options), default=0) if options is not None else 0)
    counts = _summed(count_answers, whole, (most + 2, len(names))).T
    seen = counts[:, 1:] > 0
    allowed = seen if options is None else _allowed(options, most)
    for j in np.flatnonzero((seen & ~allowed).any(axis=1)).tolist():
        raise _outside(names[j], whole[:, j], np.flatnonzero(seen[j] & ~allowed[j]))
    for j in np.flatnonzero(allowed.sum(axis=1) > MOST_CATEGORIES).tolist():
        raise ResponseError(f"Item {names[j]} has {allowed[j].sum()} different answers, at most {MOST_CATEGORIES} are allowed.", items=(names[j],))
    look_up = np.full(counts.shape, MISSING, np.uint8)
    look_up[:, 1:][allowed] = (allowed.cumsum(axis=1) - 1)[allowed]
    codes = np.empty(whole.shape, np.uint8)
    each(lambda span: code_answers(whole[slice(*span)], look_up, codes[slice(*span)]), ranges(len(codes), least=5_000, most=16))
    return codes, tuple(tuple(np.flatnonzero(row).tolist()) for row in allowed)


def _allowed(options: Sequence[Sequence[int]], most: int) -> NDArray[np.bool_]:
    found = np.zeros((len(options), most + 1), bool)
    for j, labels in enumerate(options):
        found[j, list(labels)] = True
    return found


def _summed(count: Callable[[NDArray[Any], NDArray[np.int64]], None], rows: NDArray[Any], shape: tuple[int, int]) -> NDArray[np.int64]:
    """What a kernel counts in parts of the rows."""

    def part(span: tuple[int, int]) -> NDArray[np.int64]:
        found = np.zeros(shape, np.int64)
        count(rows[slice(*span)], found)
        return found

    return np.asarray(sum(each(part, ranges(len(rows), least=5_000, most=16))), np.int64)


def _outside(name: str, column: NDArray[Any], outside: NDArray[Any]) -> ResponseError:
    rows = np.flatnonzero(np.isin(column, outside))
    return ResponseError(
        f"Item {name} has {len(rows)} answers outside its options, such as {outside[0]}: correct them or make them missing.",
        items=(name,),
        persons=tuple(rows[:100].tolist()),
    )


def _whole(matrix: NDArray[Any], names: tuple[str, ...]) -> NDArray[Any]:
    if matrix.dtype.kind in "iub":
        return _bounded(matrix, names)
    filled = np.where(np.isnan(matrix), -1.0, matrix)
    wrong = np.flatnonzero((filled != np.floor(filled)).any(axis=0) | np.isinf(filled).any(axis=0))
    if len(wrong):
        culprits = tuple(names[j] for j in wrong)
        raise ResponseError(f"Answers that are not whole numbers in {named(culprits)}: code them as 0, 1, 2, … first.", items=culprits)
    return _bounded(filled, names)


def _bounded(matrix: NDArray[Any], names: tuple[str, ...]) -> NDArray[np.int16]:
    if matrix.dtype.itemsize > 1:
        wrong = np.flatnonzero(matrix.max(axis=0) > HIGHEST)
        if len(wrong):
            culprits = tuple(names[j] for j in wrong)
            raise ResponseError(f"Answers above {HIGHEST} in {named(culprits)}: code them as 0, 1, 2, … first.", items=culprits)
        if matrix.dtype.kind != "u":
            matrix = np.maximum(matrix, -1)
    return np.ascontiguousarray(matrix, np.int16)


def _weights(weight: Any, persons: int) -> NDArray[np.float64]:
    if weight is None:
        return np.ones(persons)
    values = np.asarray(weight, np.float64)
    if values.shape != (persons,):
        raise ResponseError(f"{values.size} weights for {persons} persons: give one weight per person.")
    wrong = np.flatnonzero(~(values >= 0) | np.isinf(values))
    if len(wrong):
        raise ResponseError(f"{len(wrong)} weights are negative or not numbers: correct them.", persons=tuple(wrong[:100].tolist()))
    return values


def _groups(group: Any, persons: int) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    if group is None:
        return np.zeros(persons, np.int64), ("all",)
    values = np.asarray(group)
    if values.shape != (persons,):
        raise ResponseError(f"{values.size} groups for {persons} persons: give one group per person.")
    names, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int64), tuple(str(name) for name in names)


def _persons(responses: Responses, empty_persons: str) -> Responses:
    if empty_persons == "keep" or not responses.tally[:, MISSING].any():
        return responses
    empty = np.empty(responses.persons, bool)
    find_empty(responses.codes, MISSING, empty)
    if not empty.any():
        return responses
    if empty_persons == "drop":
        return responses.take(~empty)
    rows = np.flatnonzero(empty)
    raise ResponseError(
        f"{len(rows)} persons without any answer, first in row {rows[0]}: leave them out (empty_persons='drop').", persons=tuple(rows[:100].tolist())
    )


def refuse_constant(responses: Responses, tally: NDArray[np.int64]) -> None:
    """Raise ``ResponseError`` for items that tell nothing and options that no one chose, by how often each code came."""
    used = tally[:, :MISSING] > 0
    constant = [name for name, seen in zip(responses.items, used, strict=True) if seen.sum() < 2]
    if constant:
        raise ResponseError(
            f"Everyone who answered gave the same answer to {named(constant)}: such an item tells nothing, leave it out.", items=tuple(constant)
        )
    unused = [name for name, seen, labels in zip(responses.items, used, responses.labels, strict=True) if seen.sum() < len(labels)]
    if unused:
        raise ResponseError(f"No one chose some option of {named(unused)}: join it with its neighbour or leave it out.", items=tuple(unused))


def _refuse_twins(responses: Responses) -> None:
    if responses.persons < 30:
        return
    alike: dict[bytes, list[int]] = {}
    for j, counts in enumerate(responses.tally):
        for k in alike.setdefault(counts.tobytes(), []):
            if np.array_equal(responses.codes[:, j], responses.codes[:, k]):
                first, name = responses.items[k], responses.items[j]
                raise ResponseError(
                    f"Items {first} and {name} have equal answers from all persons: one is a copy, leave it out.", items=(first, name)
                )
        alike[counts.tobytes()].append(j)
