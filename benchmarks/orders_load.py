"""Twenty thousand orders in an hour: residents who order over HTTP in three screens, with the code on their telephones, through granian.

    python benchmarks/orders_load.py                                                # SQLite in a folder of its own
    python benchmarks/orders_load.py --database postgres://postgres@127.0.0.1:5432/kepu_orders --workers 2
    python benchmarks/orders_load.py --quick                                        # within a minute
    python benchmarks/orders_load.py --seconds 3600                                 # the whole hour

Two parts: orders that arrive at random (Poisson) at the rate of `--per-hour`, whether or not the site keeps up; then as many as
`--connections` residents at once can place, which tells the limit. An order is six requests: menu, first screen, place, times, code, contact.
Prints orders and requests per second, median and 95th percentile of an order and of a request in milliseconds, failures; ends with 1 if any.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx
from http_load import rows_of, serve, show

CODE = "500998"
MAKE = """
import django; django.setup()
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.organizations.services import create_area, create_district, create_unit
from kepu.orders.services import create_offer
from kepu.volunteers.models import Skill
from kepu.volunteers.services import load_usual_skills
place = Area.objects.filter(code="500998").first() or create_district(code="500998", name="点单压力测试区")
system = Actor.system(place)
if not Unit.objects.filter(district=place).exists():
    load_usual_skills(actor=system)
    unit = create_unit(actor=system, name="区科协", type="mass")
    for skill in Skill.objects.filter(district=place)[:20]:
        create_offer(actor=system, unit=unit, title=skill.name, topic=skill, is_published=True)
    for number in range(1, 12):
        street = create_area(actor=system, code=f"500998{number:03d}", name=f"第{number}街道", level="street", parent=place)
        for home in range(1, 8):
            create_area(actor=system, code=f"{street.code}{home:03d}", name=f"{number}-{home}社区", level="community", parent=street)
"""
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
WRONG = re.compile(r'class="field-error">.*?<span>(.*?)</span>', re.S)
LONGEST = 60.0  # seconds that a telephone waits for its code


@dataclass
class Tally:
    """What was measured: seconds of whole orders and of single requests."""

    times: dict[str, list[float]] = field(default_factory=lambda: {"order": [], "request": []})
    failures: Counter[str] = field(default_factory=Counter)


class Telephones:
    """Reads the outbox as the network would deliver it: number -> code."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        from kepu.notifications.models import TextMessage

        # What an earlier run left in the database was encrypted with another key.
        self.first = self.last = TextMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.seen: set[int] = set()

    def fetch(self) -> None:
        from kepu.notifications.models import TextMessage

        # A message may be committed after one with a higher number, so the last hundred are looked at again.
        fresh = TextMessage.objects.filter(pk__gt=max(self.first, self.last - 100), template="code").exclude(pk__in=self.seen).order_by("pk")
        for message in fresh:
            self.codes[message.phone] = json.loads(message.parameters)["code"]
            self.last = max(self.last, message.pk)
            self.seen = {pk for pk in self.seen | {message.pk} if pk > self.last - 100}

    @contextmanager
    def delivered(self) -> Iterator[None]:
        """While this lasts, codes arrive a few times a second: a thread of its own, which keeps one connection."""
        over = threading.Event()

        def poll() -> None:
            from django.db import connection

            while not over.wait(0.15):
                self.fetch()
            connection.close()

        thread = threading.Thread(target=poll, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    async def code(self, number: str) -> str:
        """Wait for the code; empty where none came."""
        until = time.perf_counter() + LONGEST
        while number not in self.codes and time.perf_counter() < until:
            await asyncio.sleep(0.05)
        return self.codes.pop(number, "")


@dataclass
class Resident:
    """One telephone that places one order."""

    http: httpx.AsyncClient
    number: int
    offers: list[str]
    homes: list[str]
    telephones: Telephones
    tally: Tally

    async def order(self) -> None:
        """The six requests; whatever is not as it should be counts as a failure."""
        start, waited = time.perf_counter(), 0.0
        try:
            waited = await self._steps()
        except (httpx.HTTPError, ValueError) as error:
            self.tally.failures[f"{type(error).__name__} {str(error)[:60]}"] += 1
            return
        self.tally.times["order"].append(time.perf_counter() - start - waited)

    async def _steps(self) -> float:
        chance = random.Random(self.number)
        phone = f"139{self.number % 10**8:08d}"
        self.headers = {"X-Forwarded-For": f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"}
        await self._ask("GET", f"/orders/menu/{CODE}/")
        page = await self._ask("GET", f"/orders/new/{CODE}/?offer={chance.choice(self.offers)}")
        days = [(date.today() + timedelta(days=chance.randrange(3, 20))).isoformat() for _day in range(2)]
        home = {"area": chance.choice(self.homes), "place": f"{self.number % 40}号楼", "wish": ""}
        page = await self._ask("POST", f"/orders/new/{CODE}/", page, screen="place", go="next", **home)
        times = {"windows": [f"{day}/am" for day in days], "people_expected": "20", "audience": "general"}
        page = await self._ask("POST", f"/orders/new/{CODE}/", page, screen="time", go="next", **times)
        await self._ask("POST", f"/orders/new/{CODE}/code/", page, contact_phone=phone)
        began = time.perf_counter()
        code = await self.telephones.code(phone)
        waited = time.perf_counter() - began
        contact = {"contact_name": "居民", "contact_phone": phone, "code": code, "consent": "on"}
        done = await self._ask("POST", f"/orders/new/{CODE}/", page, screen="contact", go="next", expected=302, **contact)
        if "/orders/my/" not in done.headers.get("Location", ""):
            raise ValueError("not placed")
        return waited

    async def _ask(self, method: str, path: str, page: httpx.Response | None = None, expected: int = 200, **values: object) -> httpx.Response:
        form: dict[str, object] = {}
        if page is not None:
            for name, value in HIDDEN.findall(page.text):
                form[name] = [*form[name], value] if isinstance(form.get(name), list) else value if name not in form else [form[name], value]
        headers = dict(self.headers)
        if method == "POST":
            headers |= {"X-CSRFToken": self.http.cookies.get("csrftoken", ""), "Referer": str(self.http.base_url)}
        start = time.perf_counter()
        answer = await self.http.request(method, path, data=form | values if method == "POST" else None, headers=headers)
        self.tally.times["request"].append(time.perf_counter() - start)
        if answer.status_code != expected:
            said = WRONG.search(answer.text)
            raise ValueError(f"{answer.status_code} {said[1] if said else path.replace(CODE, '')[:24]}")
        return answer


class Site:
    """The installation under load."""

    def __init__(self, base: str) -> None:
        self.base, self.telephones = base, Telephones()
        self.numbers = itertools.count(random.randrange(10**6))
        menu = httpx.get(f"{base}/orders/menu/{CODE}/", timeout=60, trust_env=False).text
        self.offers = re.findall(r"\?offer=([0-9]+)", menu)
        form = httpx.get(f"{base}/orders/new/{CODE}/", timeout=60, trust_env=False).text
        self.homes = re.findall(r'<option value="([0-9]+)">[0-9]+-', form)

    async def one(self, tally: Tally) -> None:
        """A new telephone with cookies of its own."""
        async with httpx.AsyncClient(base_url=self.base, timeout=120, trust_env=False) as http:
            await Resident(http, next(self.numbers), self.offers, self.homes, self.telephones, tally).order()

    async def arriving(self, per_hour: float, seconds: float) -> Tally:
        """Orders that begin at random times at this rate; those begun are waited for."""
        tally, chance, begun = Tally(), random.Random(1), []
        with self.telephones.delivered():
            start, at = time.perf_counter(), 0.0
            while at < seconds:
                begun.append(asyncio.create_task(self.one(tally)))
                at += chance.expovariate(per_hour / 3600)
                await asyncio.sleep(max(start + at - time.perf_counter(), 0))
            await asyncio.gather(*begun)
        return tally

    async def pressing(self, connections: int, seconds: float) -> Tally:
        """As many as so many residents can place, one after the other."""
        tally = Tally()
        until = time.perf_counter() + seconds

        async def keep_on() -> None:
            while time.perf_counter() < until:
                await self.one(tally)

        with self.telephones.delivered():
            await asyncio.gather(*(keep_on() for _connection in range(connections)))
        return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", default="", help="DATABASE_URL; SQLite in a temporary folder without it")
    parser.add_argument("--per-hour", type=float, default=20_000)
    parser.add_argument("--seconds", type=float, default=120, help="how long orders arrive")
    parser.add_argument("--press", type=float, default=30, help="how long the limit is measured")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="a quarter of a minute of arrivals and ten seconds of the limit")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.press = 15, 10
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "KEPU_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "kepu.config.settings", "KEPU_PROXIES": "1"}
        environment.pop("DATABASE_URL", None)
        if options.database:
            environment["DATABASE_URL"] = options.database
        os.environ.update(environment)
        manage = str(Path(__file__).parent.parent / "manage.py")
        for step in ("migrate", "collectstatic"):
            subprocess.run([sys.executable, manage, step, "--no-input", "-v", "0"], env=environment, check=True)
        subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True)
        import django

        django.setup()
        server = serve(environment, port, options.workers)
        try:
            site = Site(f"http://127.0.0.1:{port}")
            asyncio.run(site.pressing(2, 2))
            arrived = asyncio.run(site.arriving(options.per_hour, options.seconds))
            pressed = asyncio.run(site.pressing(options.connections, options.press))
        finally:
            server.terminate()
            server.wait()
    system = f"{'PostgreSQL' if options.database else 'SQLite'}, {options.workers} workers"
    parts = ((f"{options.per_hour:,.0f} an hour", arrived, options.seconds), (f"{options.connections} at once", pressed, options.press))
    rows = [row for name, tally, seconds in parts for row in rows_of(name, system, tally.times, tally.failures, seconds)]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    failures = arrived.failures + pressed.failures
    show(rows, failures, options.json)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
