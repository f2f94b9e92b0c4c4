"""Load on a whole installation: pages and writes through granian's threads, on SQLite and on PostgreSQL.

    python benchmarks/http_load.py                                          # SQLite in a folder of its own
    python benchmarks/http_load.py --database postgres://postgres@127.0.0.1:5432/kepu_http
    python benchmarks/http_load.py --seconds 20 --connections 64 --workers 1 [--quick] [--json FILE]

Each connection is a signed-in program: it reads pages of the workbench and lists of the API, and each tenth request records evidence.
Prints requests per second, median and 95th percentile in milliseconds; ends with 1 if any request failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx

MAKE = """
import django; django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.conf import settings
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role, Unit, Membership
from kepu.organizations.services import add_membership, create_district, create_token, create_unit, create_user
area = Area.objects.filter(code="500999").first() or create_district(code="500999", name="压力测试区")
system = Actor.system(area)
if not Unit.objects.filter(district=area).exists():
    for number in range(40):
        create_unit(actor=system, name=f"第{number}单位", type="government")
    user = create_user(actor=system, username="load", display_name="压力测试", password="correct horse battery")
    add_membership(actor=system, user=user, unit=Unit.objects.filter(district=area)[0], role=Role.OFFICE)
hat = Membership.objects.select_related("user", "unit__district").get(user__username="load")
_token, secret = create_token(actor=Actor.of(hat), name="load", days=1, can_write=True)
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(hat.user.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = hat.user.get_session_auth_hash()
session.save()
print(secret, session.session_key)
"""
PAGES = ("/units/", "/plans/", "/people/", "/account/", "/api/v1/units", "/api/v1/areas", "/api/v1/me", "/api/v1/evidence")


@dataclass
class Tally:
    """What was measured."""

    times: dict[str, list[float]] = field(default_factory=lambda: {"page": [], "api": [], "write": []})
    failures: Counter[str] = field(default_factory=Counter)


async def client(base: str, secret: str, session: str, until: float, seed: int, tally: Tally) -> None:
    """One connection until the end: reads, and each tenth request a write."""
    chance = random.Random(seed)
    record = {"kind": "activity_attendance", "happened_on": date.today().isoformat(), "quantity": "10"}
    bearer = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
        while time.perf_counter() < until:
            start = time.perf_counter()
            kind = "write"
            try:
                if chance.random() < 0.1:
                    answer = await http.post("/api/v1/evidence", json=record, headers=bearer)
                else:
                    path = chance.choice(PAGES)
                    kind = "api" if path.startswith("/api/") else "page"
                    answer = await http.get(path, headers=bearer if kind == "api" else {"Cookie": f"sessionid={session}"})
                if answer.status_code not in (200, 201):
                    tally.failures[f"{kind} {answer.status_code}"] += 1
            except httpx.HTTPError as error:
                tally.failures[f"{kind} {type(error).__name__}"] += 1
            tally.times[kind].append(time.perf_counter() - start)


async def drive(base: str, secret: str, session: str, connections: int, seconds: float) -> Tally:
    """All connections at once."""
    tally = Tally()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(client(base, secret, session, until, seed, tally) for seed in range(connections)))
    return tally


def rows_of(case: str, system: str, times: dict[str, list[float]], failures: Counter[str], seconds: float) -> list[dict[str, Any]]:
    """A row for each kind of request that was made at least twice: rate, median and 95th percentile in milliseconds."""
    rows = []
    for kind, values in times.items():
        if len(values) > 1:
            cuts = [1000 * cut for cut in statistics.quantiles(values, n=20)]
            row = {"case": f"{case}, {kind}", "system": system, "seconds": seconds, "count": len(values), "per_second": len(values) / seconds}
            rows.append(row | {"p50_ms": cuts[9], "p95_ms": cuts[18], "longest_ms": 1000 * max(values), "failures": sum(failures.values())})
    return rows


def show(rows: list[dict[str, Any]], failures: Counter[str], target: Path | None) -> None:
    """Print the rows and what failed; write them where asked."""
    print(f"{'case':40}{'system':26}{'count':>9}{'a second':>10}{'p50 ms':>9}{'p95 ms':>9}{'longest ms':>12}")
    for row in rows:
        times = f"{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}{row['longest_ms']:>12.1f}"
        print(f"{row['case']:40}{row['system']:26}{row['count']:>9,}{row['per_second']:>10.1f}{times}")
    print(f"{sum(failures.values())} failed {dict(failures.most_common(4)) or ''}")
    if target:
        target.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")


def serve(environment: dict[str, str], port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start granian as `kepu serve` does, and wait until it is ready."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--log-level", "error", "kepu.config.wsgi:application"]
    server = subprocess.Popen(command, env=environment)
    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).status_code == 200:
                return server
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    server.terminate()
    raise SystemExit("the server did not become ready")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", default="", help="DATABASE_URL; SQLite in a temporary folder without it")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="five seconds")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    options = parser.parse_args()
    if options.quick:
        options.seconds = 5.0
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "KEPU_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "kepu.config.settings", "KEPU_API_RATE": "100000000/min"}
        environment.pop("DATABASE_URL", None)
        if options.database:
            environment["DATABASE_URL"] = options.database
        manage = str(Path(__file__).parent.parent / "manage.py")
        for step in ("migrate", "collectstatic"):
            subprocess.run([sys.executable, manage, step, "--no-input", "-v", "0"], env=environment, check=True)
        made = subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True, capture_output=True, text=True).stdout
        secret, session = made.split()
        server = serve(environment, port, options.workers)
        try:
            asyncio.run(drive(f"http://127.0.0.1:{port}", secret, session, options.connections, 2))
            tally = asyncio.run(drive(f"http://127.0.0.1:{port}", secret, session, options.connections, options.seconds))
        finally:
            server.terminate()
            server.wait()
    system = f"{'PostgreSQL' if options.database else 'SQLite'}, {options.workers} workers"
    show(rows_of(f"{options.connections} connections", system, tally.times, tally.failures, options.seconds), tally.failures, options.json)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
