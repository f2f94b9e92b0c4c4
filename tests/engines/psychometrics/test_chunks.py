"""Chunks and workers give the estimates that one machine gives."""

import os
import signal
from contextlib import suppress
from functools import partial

import numpy as np
import polars as pl
import pytest
from distributed import Client, LocalCluster

from kepu.engines.psychometrics import ResponseError, calibrate, from_wide, simulate
from kepu.engines.psychometrics.chunks import calibrate_chunks
from kepu.engines.psychometrics.cluster import Spread, spread
from kepu.engines.psychometrics.tables import EQUAL_NODES, evaluate

from .conftest import two_parameter

OPTIONS = [(0, 1)] * 20


def load(path, first, last):
    return from_wide(pl.scan_parquet(path).slice(first, last - first).collect(), options=OPTIONS, part=True)


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(61)
    items = two_parameter(rng.lognormal(0, 0.3, 20), rng.normal(0, 1, 20))
    return simulate(items, rng.normal(size=24000), rng)


@pytest.fixture(scope="module")
def chunks(answers, tmp_path_factory):
    """Four chunks in one Parquet file, each read when it is asked for."""
    path = tmp_path_factory.mktemp("answers") / "answers.parquet"
    pl.DataFrame(answers, schema=[f"item{j + 1}" for j in range(20)]).write_parquet(path)
    return [partial(load, path, first, first + 6000) for first in range(0, 24000, 6000)]


def test_chunks_read_from_parquet_give_the_same_estimates(answers, chunks):
    whole, parts = calibrate(from_wide(answers), tolerance=1e-10), calibrate_chunks(chunks, tolerance=1e-10)
    assert parts.persons == 24000
    assert parts.loglik == pytest.approx(whole.loglik, rel=1e-12)
    np.testing.assert_allclose(parts.free, whole.free, atol=1e-6)


def test_chunks_with_other_options_are_named(answers, chunks):
    other = partial(from_wide, answers[:100], options=[(0, 1, 2)] * 20, part=True)
    with pytest.raises(ResponseError, match="Chunk 5 has other items"):
        calibrate_chunks([*chunks, other])


def test_an_option_that_no_chunk_has_is_named(answers):
    part = partial(from_wide, answers[:5000], options=[(0, 1, 2)] * 20, part=True)
    with pytest.raises(ResponseError, match="No one chose"):
        calibrate_chunks([part, part])


@pytest.fixture
def client():
    """A cluster of worker processes on this machine, first of one."""
    cluster = LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None)
    with Client(cluster) as client:
        yield client
    # Closing a cluster whose worker was lost looks that worker up once more in a list that may have dropped it already.
    with suppress(KeyError):
        cluster.close()


@pytest.mark.slow
def test_one_two_or_four_workers_give_equal_estimates(answers, client):
    responses = from_wide(answers)
    alone = calibrate(responses, tolerance=1e-10)
    for workers in (1, 2, 4):
        client.cluster.scale(workers)
        client.wait_for_workers(workers)
        together = calibrate(responses, tolerance=1e-10, cluster=client)
        assert together.loglik == pytest.approx(alone.loglik, rel=1e-12)
        np.testing.assert_allclose(together.free, alone.free, atol=1e-6)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_nothing(answers, chunks, client):
    client.cluster.scale(2)
    client.wait_for_workers(2)
    responses = from_wide(answers)
    layout = calibrate(responses, tolerance=1e-2).layout
    tables = evaluate(layout, EQUAL_NODES, layout.start).tables
    sources = [spread(responses, client), Spread(client, chunks)]
    before = [source.expect(tables) for source in sources]
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    for source, expected in zip(sources, before, strict=True):
        found = source.expect(tables)
        assert found.loglik == expected.loglik
        np.testing.assert_array_equal(found.counts, expected.counts)
    client.wait_for_workers(2)
