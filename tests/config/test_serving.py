"""`kepu serve` ends with all its processes, and keeps a worker running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
KEPU = [str(Path(sys.executable).parent / "kepu")]


def until(condition: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def children(pid: int) -> dict[str, int]:
    """Module that a child process runs -> its number."""
    found = {}
    for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        found[b" ".join(words[2:4]).decode()] = int(number)
    return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    environment = {**os.environ, "KEPU_VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'kepu.sqlite3'}"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([*KEPU, "migrate"], env=environment, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*KEPU, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield process, f"http://127.0.0.1:{port}/health/live"
    process.kill()
    process.wait()


def answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(address, timeout=5).status == 200)
    except OSError:
        return False


def test_a_dead_worker_is_replaced_and_a_stop_ends_everything(served: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = served
    until(lambda: answers(address))
    first = children(process.pid)["django db_worker"]
    os.kill(first, signal.SIGKILL)
    until(lambda: children(process.pid).get("django db_worker", first) != first)
    family = list(children(process.pid).values())
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=240)
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in family))
    assert not answers(address)
