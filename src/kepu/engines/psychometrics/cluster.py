"""The E-step on the workers of a Dask cluster; needs the extra ``cluster`` of this package.

Chunks are cut without regard to the number of workers and summed in their order, so that 1 or 40 workers give equal estimates.
A chunk whose worker dies is loaded anew by another.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .parallel import ranges
from .responses import Responses
from .shards import Shard
from .tables import Expectation, Tables

if TYPE_CHECKING:
    from .chunks import Census, Load

LEAST = 10_000
"""Persons of a chunk: below this, sending costs more than computing."""


class Spread:
    """Chunks held by workers. ``client`` is a ``distributed.Client``."""

    def __init__(self, client: Any, chunks: Sequence[Load]) -> None:
        self.client = client
        self.shards = [client.submit(_shard, load, pure=False) for load in chunks]

    def expect(self, tables: Tables) -> Expectation:
        """Expected counts and log-likelihood for these tables."""
        futures = [self.client.submit(_expect, shard, tables, pure=False) for shard in self.shards]
        found: list[Expectation] = self.client.gather(futures)
        total = found[0]
        for each in found[1:]:
            total = total + each
        return total


def spread(responses: Responses, client: Any) -> Spread:
    """Cut the persons into chunks and give them to the workers."""
    cuts = ranges(responses.persons, least=LEAST)
    return Spread(client, [partial(_same, responses.take(np.arange(first, last))) for first, last in cuts])


def counted_on(client: Any, chunks: Sequence[Load]) -> list[Census]:
    """Count the chunks on the workers."""
    from .chunks import census

    counted: list[Census] = client.gather([client.submit(census, load, pure=False) for load in chunks])
    return counted


def _same(responses: Responses) -> Responses:
    return responses


def _shard(load: Load) -> Shard:
    return Shard(load())


def _expect(shard: Shard, tables: Tables) -> Expectation:
    return shard.expect(tables)
