"""The site and its worker as one command."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

WORKER = [sys.executable, "-m", "django", "db_worker", "--queue-name", "*"]
PAUSE = 3.0  # seconds between looks at the processes, and before a worker that died is started again


def run(host: str, port: int, workers: int) -> int:
    """Serve until a signal or until the site ends; a worker that dies is started again. Returns the exit status of the site."""
    site = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
         "--workers", str(workers), "--no-ws", "--blocking-threads", "4", "kepu.config.wsgi:application"],
    )  # fmt: skip
    worker = subprocess.Popen(WORKER)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        site.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        while True:
            try:
                return site.wait(PAUSE)
            except subprocess.TimeoutExpired:
                if worker.poll() is not None:
                    time.sleep(PAUSE)
                    worker = subprocess.Popen(WORKER)
    finally:
        for process in (site, worker):
            process.terminate()
            process.wait()
