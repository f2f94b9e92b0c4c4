"""Several writers at once, and processes that die in the middle; on a database of their own, as in operation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from tests.databases import copy_empty_database

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[dict[str, str]]:
    """The environment of workers on a fresh database of the kind that the tests run on."""
    folder = tmp_path_factory.mktemp("process")
    environment = {**os.environ, "KEPU_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "kepu.config.settings"}
    own, admin, name = settings.DATABASES["default"], None, f"kepu_process_{uuid4().hex[:12]}"
    if own["ENGINE"].endswith("postgresql"):
        server = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT'] or 5432}"
        admin = psycopg.connect(f"{server}/postgres", autocommit=True)
        admin.execute(f"CREATE DATABASE {name}")
        environment["DATABASE_URL"] = f"{server}/{name}"
        finish(work("prepare", environment))
    else:
        environment["DATABASE_URL"] = copy_empty_database(folder / "kepu.sqlite3")
    yield environment
    if admin is not None:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.close()


@pytest.fixture
def start(database: dict[str, str]) -> Start:
    """Start a worker in a district of the test's own."""
    environment = {**database, "DISTRICT": f"{uuid4().int % 900000 + 100000}"}
    finish(work("found", environment))
    return lambda command: work(command, environment)


def work(command: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "tests.evidence.worker", command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def finish(worker: subprocess.Popen[str]) -> str:
    output, _ = worker.communicate(timeout=600)
    assert worker.returncode == 0, output
    return output


def kill_halfway(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout is not None and worker.stdout.readline() == "half\n"
    worker.kill()
    worker.wait()
    worker.stdout.close()


def state(start: Start) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(finish(start("check")))
    return found


def test_a_bulk_write_that_is_killed_leaves_nothing_and_can_be_repeated(start: Start) -> None:
    kill_halfway(start("bulk"))
    assert state(start)["records"] == 0
    finish(start("fill"))
    finish(start("fill"))
    after = state(start)
    assert (after["records"], after["checked"], after["chain"], after["rolled"], after["differences_after"]) == (5000, 5000, True, 5000, 0)


def test_a_rollup_that_is_killed_is_as_if_it_had_not_begun(start: Start) -> None:
    finish(start("fill"))
    kill_halfway(start("roll"))
    after = state(start)
    assert (after["lag"], after["differences"]) == (3000, 0)
    assert (after["rolled"], after["differences_after"]) == (5000, 0)


def test_many_writers_in_several_processes_lose_nothing_and_leave_no_gap(start: Start) -> None:
    for worker in [start("threads") for _ in range(2)]:
        finish(worker)
    after = state(start)
    assert (after["records"], after["last"], after["checked"], after["chain"]) == (400, 400, 400, True)
    assert (after["differences"], after["rolled"], after["differences_after"]) == (0, 400, 0)


def test_phones_that_repeat_at_once_make_one_record(start: Start) -> None:
    made = json.loads(finish(start("repeat")))
    assert len(made) == 8 and len(set(made)) == 1
    assert state(start)["records"] == 1
