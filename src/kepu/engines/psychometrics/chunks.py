"""Calibration of answers that lie in chunks, more than fit into memory or spread over machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .calibrate import Calibration, finish, look, warm_start
from .errors import PsychometricsError, ResponseError
from .layout import Array, Wishes, arrange
from .maximise import climb
from .missing_information import asked_together
from .priors import Priors
from .responses import Responses, refuse_constant
from .shards import Chunks, Expects, Shard
from .tables import EQUAL_NODES, Expectation, Tables

Load = Callable[[], Responses]
"""Gives one chunk, such as ``from_wide(polars.read_parquet(…), options=…, part=True)``: the same answers at every call."""


@dataclass(frozen=True)
class Census:
    """What a chunk has: its items, options and groups, how many persons, and how often each code came."""

    items: tuple[str, ...]
    labels: tuple[tuple[int, ...], ...]
    groups: tuple[str, ...]
    persons: int
    tally: NDArray[np.int64]


@dataclass(frozen=True)
class Reloaded:
    """A chunk that is loaded anew for every E-step, so that one at a time is in memory."""

    load: Load

    def expect(self, tables: Tables) -> Expectation:
        """Expected counts and log-likelihood for these tables."""
        return Shard(self.load()).expect(tables)


def census(load: Load) -> Census:
    """Count a chunk."""
    part = load()
    return Census(part.items, part.labels, part.groups, part.persons, part.tally)


def calibrate_chunks(
    chunks: Sequence[Load],
    model: str | Sequence[str] = "2pl",
    *,
    priors: Priors | None = None,
    theta: Array = EQUAL_NODES,
    tolerance: float = 1e-6,
    most_steps: int = 500,
    cluster: Any = None,
) -> Calibration:
    """Calibrate as ``calibrate`` does; the E-step is a sum over chunks, one after the other or on the workers of a Dask client.

    Start values come from the first chunk. Raises ``ResponseError`` where chunks do not have the same items, options and groups or
    an item tells nothing, ``NotConvergedError`` as ``calibrate`` does.
    """
    if not chunks:
        raise PsychometricsError("There are no chunks to calibrate.")
    if cluster is None:
        counted: list[Census] = [census(load) for load in chunks]
        source: Expects = Chunks([Reloaded(load) for load in chunks])
    else:
        from .cluster import Spread, counted_on

        counted = counted_on(cluster, chunks)
        source = Spread(cluster, chunks)
    first = chunks[0]()
    _alike(counted)
    refuse_constant(first, sum(each.tally for each in counted))  # type: ignore[arg-type]
    models = [model] * len(first.items) if isinstance(model, str) else list(model)
    layout = arrange(first, models, Wishes(priors=priors or Priors()))
    together = asked_together(layout, first)
    warm, _ = warm_start(first, layout, theta, together)
    done = climb(look(layout, theta, source, together), warm, tolerance=tolerance, most=most_steps)
    return finish(first, layout, theta, done, sum(each.persons for each in counted))


def _alike(counted: list[Census]) -> None:
    first = counted[0]
    for i, each in enumerate(counted[1:], start=2):
        if (each.items, each.labels, each.groups) != (first.items, first.labels, first.groups):
            raise ResponseError(f"Chunk {i} has other items, options or groups than the first: give all chunks the same names and options.")
