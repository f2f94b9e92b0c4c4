"""How long the server takes for a page, and with how many queries, as the ledger of a district grows.

    python benchmarks/pages.py [--quick] [--json FILE] [--records N] [--repeats N] [--folder FOLDER]

Loads the demo district into a SQLite file, fills its ledger up to N records (default 1 million; --quick: as the demo has them, some 20 thousand) and
asks for each main page in this process, through all middleware and templates and without the network. --folder names the place of the database; what
lies there is used again, so that a second run measures at once. A record is never taken away: asked for fewer, the ledger stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = date(2021, 1, 1)
CHUNK = 50_000
OFFICE = {
    "overview": "/",
    "wall": "/wall/",
    "unit by the office": "/overview/units/{unit}/",
    "governance overview": "/governance/overview/",
    "overdue": "/governance/overdue/",
    "inbox": "/governance/inbox/",
    "progress reports": "/governance/reports/",
    "progress periods": "/governance/periods/",
    "decisions": "/governance/decisions/",
    "briefings": "/governance/briefings/",
    "evaluation": "/governance/evaluations/",
    "phases": "/governance/phases/",
    "plans": "/plans/",
    "plan": "/plans/{plan}/",
    "matrix": "/plans/{plan}/matrix/",
    "work plan": "/plans/work/",
    "indicators": "/evidence/indicators/",
    "indicator": "/evidence/indicators/{indicator}/",
    "records": "/evidence/",
    "records, oldest": "/evidence/?after=5000",
    "records of a period": "/evidence/?since=2024-03-01&until=2024-03-31",
    "records of an area": "/evidence/?area={area}",
    "records of a unit": "/evidence/?unit={unit}",
    "records of a kind": "/evidence/?kind=facility_visit",
    "records of an audience": "/evidence/?audience=elderly",
    "records of a kind and an audience": "/evidence/?kind=leader_hearing&audience=officials",
    "records of a part of the plan": "/evidence/?node={part}",
    "records with a word": "/evidence/?text=%E5%A4%A7%E5%9D%AA",
    "made reports": "/reports/",
    "units": "/units/",
    "people": "/people/",
    "audit": "/audit/",
    "notices": "/notices/",
    "jobs": "/jobs/",
}
PAGES = {
    "office": OFFICE,
    "leader": {"leader": "/"},
    "reporter": {"unit": "/", "tasks of a unit": "/plans/tasks/", "reports of a unit": "/governance/reports/", "records, own": "/evidence/"},
    "head": {"unit, its head": "/", "inbox of a head": "/governance/inbox/"},
    "": {"public districts": "/public/", "public progress": "/public/500103/"},
}


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the demo as it is, under a minute")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--records", type=int, default=1_000_000, help="records of the ledger")
    parser.add_argument("--repeats", type=int, default=15, help="times that each page is asked for (--quick: 5)")
    parser.add_argument("--folder", type=Path, help="keep the database here and use it again")
    return parser.parse_args()


def connect(folder: str) -> None:
    """Set Django up on the database of the folder, with the demo district in it."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/kepu.sqlite3"
    os.environ["KEPU_VAR_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from kepu.config import wsgi  # noqa: F401 - sets the process up as a server does
    from kepu.config.demo.load import load

    load()


def happenings(count: int) -> Iterator[Any]:
    """So many records of everything by all units in all streets, in the order of the days from 2021 to today."""
    from kepu.evidence.services import NewEvidence
    from kepu.organizations.models import Area, Unit

    kinds = ("training_attendance", "brand_activity", "activity", "activity_attendance", "publication", "volunteer_hours", "facility_visit")
    audiences = ("", "youth", "farmers", "workers", "elderly", "officials", "general")
    people = ("training_attendance", "activity_attendance", "volunteer_hours")
    units, streets = list(Unit.objects.all()), [None, *Area.objects.filter(level=Area.Level.STREET)]
    chance, days = random.Random(20), (date.today() - FIRST).days
    for number in range(count):
        kind = chance.choice(kinds)
        yield NewEvidence(
            kind,
            FIRST + timedelta(days=number * days // count),
            quantity=chance.randint(1, 80),
            unit=chance.choice(units),
            area=chance.choice(streets),
            audience=chance.choice(audiences),
            persons=[str(chance.randrange(200_000))] if kind in people and chance.random() < 0.2 else (),
        )


def fill(records: int) -> int:
    """Bring the ledger to so many records and its sums up to date; the number that it now has."""
    from django.db import connection

    from kepu.evidence import rollups
    from kepu.evidence.models import EvidenceRecord
    from kepu.evidence.services import record_evidence_many
    from kepu.organizations.actors import Actor
    from kepu.organizations.models import Area

    district = Area.objects.get(code="500103")
    missing = max(records - EvidenceRecord.objects.count(), 0)
    stream = happenings(missing)
    for first in range(0, missing, CHUNK):
        entries = [next(stream) for _ in range(min(CHUNK, missing - first))]
        record_evidence_many(actor=Actor.system(district), entries=entries)
        while rollups.catch_up(district.pk):
            pass
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA optimize=0x10002")
    return EvidenceRecord.objects.count()


def places() -> dict[str, Any]:
    """What the addresses name."""
    from kepu.organizations.models import Area, Membership
    from kepu.plans.models import Indicator, Plan

    plan = Plan.objects.order_by("-year_from")[0]
    return {
        "unit": Membership.objects.get(user__username="reporter").unit_id,
        "plan": plan.pk,
        "indicator": Indicator.objects.filter(plan=plan, aggregation="sum").order_by("pk")[0].pk,
        "part": plan.nodes.filter(kind="part").order_by("position")[0].pk,
        "area": Area.objects.filter(level=Area.Level.STREET).order_by("pk")[0].pk,
    }


def ask(client: Any, address: str, repeats: int) -> dict[str, Any]:
    """Median seconds by the clock and by the processor, and the queries, of a page that was asked for twice before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    queries = len(captured)
    wall, processor = [], []
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - cpu)
    return {
        "status": answer.status_code,
        "seconds": round(statistics.median(wall), 4),
        "cpu_seconds": round(statistics.median(processor), 4),
        "queries": queries,
        "kilobytes": len(answer.content) // 1024,
    }


def start_page(client: Any, address: str) -> str:
    """The address to which a page that only leads on leads."""
    answer = client.get(address, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else address


def measure(records: int, repeats: int) -> list[dict[str, Any]]:
    """A row for each page, printed as it comes."""
    from django.test import Client

    from kepu.organizations.models import User

    names, rows = places(), []
    print(f"{'page':36}{'status':>7}{'ms':>9}{'CPU ms':>9}{'queries':>9}{'KB':>6}")
    for username, pages in PAGES.items():
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
        for case, address in pages.items():
            row = {"case": case, "system": "SQLite", "records": records, **ask(client, start_page(client, address.format(**names)), repeats)}
            rows.append(row)
            print(
                f"{case:36}{row['status']:>7}{row['seconds'] * 1000:>9.1f}{row['cpu_seconds'] * 1000:>9.1f}{row['queries']:>9}{row['kilobytes']:>6}",
                flush=True,
            )
    return rows


def main() -> None:
    """Load, fill, measure, print, write."""
    asked = options()
    folder = str(asked.folder.absolute()) if asked.folder else tempfile.mkdtemp(prefix="kepu-pages-")
    Path(folder).mkdir(exist_ok=True)
    try:
        connect(folder)
        records = fill(0 if asked.quick else asked.records)
        print(f"{records:,} records, SQLite, Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
        rows = measure(records, 5 if asked.quick else asked.repeats)
        if asked.json:
            asked.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")
    finally:
        from django.db import connections

        connections.close_all()
        if not asked.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
