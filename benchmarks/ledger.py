"""How the ledger behaves as it grows: writing one by one and in bulk, the sums, the pages that read them, beside plain GROUP BY.

    python benchmarks/ledger.py [--quick] [--json FILE] [--rows N] [--database-url URL] [--keep | --again]

Without --database-url a SQLite file is made in a temporary folder and removed afterwards; a PostgreSQL URL names a server on which a database
`kepu_benchmark` is made and removed, or kept by --keep, so that --again measures single writes and pages on it another
time. Rows grow in decades from 100 thousand (--quick: 10 thousand) to N (10 million; --quick: 100 thousand).
Every size is measured in the same run and on the same data: 40 units, 11 streets, 8 kinds, 7 audiences, one record in ten with two people of
200 thousand. Each load runs through five years in order, as offices record; one record in twenty comes late and falls on any day.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATABASE = "kepu_benchmark"
KINDS = (
    "training_attendance",
    "brand_activity",
    "activity",
    "activity_attendance",
    "publication",
    "volunteer_hours",
    "facility_visit",
    "leader_hearing",
)
AUDIENCES = ("", "youth", "farmers", "workers", "elderly", "officials", "general")
FIRST, DAYS = date(2021, 1, 1), 1826
END = date(2025, 12, 31)
CHUNK = 50_000
CODE = "990100"
SINGLES = 300


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="to 100 thousand records, under a minute")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--rows", type=int, help="records at the end")
    parser.add_argument("--database-url", default="", help="a PostgreSQL server; default: a SQLite file")
    parser.add_argument("--keep", action="store_true", help="leave the database for a look, or for --again")
    parser.add_argument("--again", action="store_true", help="measure single writes and pages on the PostgreSQL database that --keep left")
    return parser.parse_args()


def connect(url: str, folder: str, again: bool = False) -> None:
    """Make an empty database, unless it is to be used again, and set Django up on it."""
    if url:
        import psycopg

        server = url.rsplit("/", 1)[0]
        if not again:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
                admin.execute(f"CREATE DATABASE {DATABASE}")
        os.environ["DATABASE_URL"] = f"{server}/{DATABASE}"
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/kepu.sqlite3"
    os.environ["KEPU_VAR_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def remove(url: str, folder: str) -> None:
    """Leave nothing behind."""
    from django.db import connections

    connections.close_all()
    if url:
        import psycopg

        with psycopg.connect(f"{url.rsplit('/', 1)[0]}/postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    shutil.rmtree(folder)


class District:
    """A district with units, streets and a plan of four indicators, and an endless stream of what happens there."""

    def __init__(self, again: bool = False) -> None:
        from kepu.evidence.services import NewEvidence
        from kepu.organizations.actors import Actor
        from kepu.organizations.models import Area, Unit
        from kepu.plans.models import Plan

        self.chance = random.Random(21 if again else 20)
        self.entry = NewEvidence
        if not again:
            self._found()
        self.area = Area.objects.get(code=CODE)
        self.actor = Actor.system(self.area)
        self.units = list(Unit.objects.filter(district=self.area).order_by("id"))
        self.plan = Plan.objects.get(district=self.area)

    def _found(self) -> None:
        from kepu.organizations.actors import Actor
        from kepu.organizations.models import Area, Unit
        from kepu.organizations.services import create_area, create_district, create_unit
        from kepu.plans.models import Indicator, Plan

        area = create_district(code=CODE, name="基准区")
        actor = Actor.system(area)
        streets = [create_area(actor=actor, code=f"{CODE}{n:03}", name=f"街道{n}", level=Area.Level.STREET, parent=area) for n in range(11)]
        for n in range(40):
            create_unit(actor=actor, name=f"单位{n}", type=Unit.Type.OTHER, area=streets[n] if n < len(streets) else None)
        plan = Plan.objects.create(district=area, title="基准规划", year_from=2021, year_to=2025)
        for code, kinds, aggregation, span in (
            ("training", ["training_attendance"], "sum", "period"),
            ("brand", ["brand_activity"], "count", "period"),
            ("hearing", ["leader_hearing"], "count", "year"),
            ("people", ["training_attendance", "activity_attendance"], "distinct_persons", "period"),
            ("share", ["literacy_estimate"], "latest", "period"),
        ):
            Indicator.objects.create(
                plan=plan, code=code, name=code, unit_label="次", kinds=kinds, aggregation=aggregation, span=span, target=1000, deadline=2025
            )

    def happenings(self, count: int, start: int = 0, load: int = 0) -> Iterator[Any]:
        """So many entries, from the place `start` of a load of that length; without a load, of any day."""
        draw, people = self.chance.random, ("training_attendance", "activity_attendance", "volunteer_hours")
        for number in range(start, start + count):
            kind, late = KINDS[int(draw() * len(KINDS))], draw() < 0.05
            yield self.entry(
                kind,
                FIRST + timedelta(days=int(draw() * DAYS) if late or not load else number * DAYS // load),
                quantity=int(draw() * 80) + 1,
                unit=self.units[int(draw() * len(self.units))],
                audience=AUDIENCES[int(draw() * len(AUDIENCES))] if kind != "leader_hearing" else "",
                persons=[str(int(draw() * 200_000)) for _ in range(2)] if kind in people and draw() < 0.27 else (),
            )


def timed(work: Callable[[], object], repeats: int, warm: int = 1) -> dict[str, float]:
    """Milliseconds: p50 and p95 of so many runs after some that are thrown away, by the clock and by this process's processor time.

    The second counts SQLite's work but not a PostgreSQL server's; it hardly depends on what else the machine does.
    """
    for _ in range(warm):
        work()
    wall, processor = [], []
    for _ in range(repeats):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    return {
        f"{prefix}{name}_ms": round(value, 2)
        for prefix, taken in (("", wall), ("cpu_", processor))
        for name, value in (("p50", statistics.median(taken)), ("p95", sorted(taken)[-(-len(taken) * 95 // 100) - 1]))
    }


def grow(district: District, have: int, want: int) -> dict[str, float]:
    """Write in bulk, roll up; records a second of each."""
    from kepu.evidence import rollups
    from kepu.evidence.services import record_evidence_many

    writing = rolling = processor = 0.0
    for first in range(have, want, CHUNK):
        entries = list(district.happenings(min(CHUNK, want - first), first - have, want - have))
        start, cpu = time.perf_counter(), time.process_time()
        record_evidence_many(actor=district.actor, entries=entries)
        middle = time.perf_counter()
        processor += time.process_time() - cpu
        while rollups.catch_up(district.area.pk):
            pass
        writing, rolling = writing + middle - start, rolling + time.perf_counter() - middle
    rows = want - have
    return {
        "bulk_per_second": round(rows / writing),
        "bulk_per_cpu_second": round(rows / processor),
        "rollup_per_second": round(rows / rolling),
    }


def write_singly(district: District) -> dict[str, float]:
    """Records through the service, each in its own transaction, and the sums brought up after each."""
    from kepu.evidence import rollups
    from kepu.evidence.models import EvidenceRecord
    from kepu.evidence.services import correct_evidence, record_evidence, void_evidence

    entries = list(district.happenings(SINGLES))
    fields = ("kind", "happened_on", "quantity", "unit", "audience", "persons")
    made: list[EvidenceRecord] = []
    stream = iter(entries)

    def one() -> None:
        entry = next(stream)
        made.append(record_evidence(actor=district.actor, **{name: getattr(entry, name) for name in fields}))

    start = time.perf_counter()
    writing = timed(one, SINGLES - 10, warm=10)
    seconds = time.perf_counter() - start
    rollups.catch_up(district.area.pk)
    stream = iter(list(district.happenings(60)))

    def fresh() -> None:
        one()
        rollups.catch_up(district.area.pk)

    with_sums = timed(fresh, 50)
    for number, record in enumerate(made[::10]):
        if number % 2:
            void_evidence(actor=district.actor, record=record, reason="重复")
        else:
            correct_evidence(actor=district.actor, record=record, reason="更正", quantity=7)
    rollups.catch_up(district.area.pk)
    return {
        "service_per_second": round(SINGLES / seconds),
        "service_p50_ms": writing["p50_ms"],
        "service_p95_ms": writing["p95_ms"],
        "service_cpu_p50_ms": writing["cpu_p50_ms"],
        "service_and_sums_p50_ms": with_sums["p50_ms"],
        "service_and_sums_p95_ms": with_sums["p95_ms"],
    }


def raw(district: District, kinds: list[str] | None, by: tuple[str, ...]) -> list[Any]:
    """The same question put to the records themselves."""
    from django.db import connection
    from django.db.models import CharField, Count, F, Func, Sum
    from django.db.models.functions import TruncMonth

    from kepu.evidence.models import EvidenceRecord
    from kepu.evidence.queries import effective

    records = EvidenceRecord.objects.filter(district=district.area, happened_on__range=(FIRST, END))
    if kinds:
        records = records.filter(kind__in=kinds)
    # Django truncates dates on SQLite in Python; its own function is the fair comparison.
    sqlite = Func(F("happened_on"), template="strftime('%%Y-%%m', %(expressions)s)", output_field=CharField())
    month = sqlite if connection.vendor == "sqlite" else TruncMonth("happened_on")
    return list(effective(records).order_by().annotate(month=month).values(*by).annotate(n=Count("id"), q=Sum("quantity")))


def reads(district: District) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Page -> its queries from the sums, and the plain GROUP BY that would answer it."""
    from kepu.evidence.queries import indicator_records, indicator_statuses, indicator_totals, totals

    training = district.plan.indicators.get(code="training")
    kinds = training.kinds

    def dashboard() -> None:
        indicator_statuses(district.plan, END)
        totals(district.area, since=FIRST, until=END, by=("month", "kind"))
        totals(district.area, since=date(2025, 1, 1), until=END, by=("unit",))
        totals(district.area, since=date(2025, 1, 1), until=END, by=("area",))
        totals(district.area, since=date(2025, 1, 1), until=END, by=("audience",))

    def raw_dashboard() -> None:
        raw(district, None, ("kind", "audience", "month"))
        for by in ("unit", "area", "audience"):
            raw(district, None, (by,))

    def indicator_page() -> None:
        indicator_statuses(district.plan, END)
        indicator_totals(training, by=("month",))
        indicator_totals(training, by=("unit",))
        list(indicator_records(district.actor, training, month=date(2025, 5, 1), unit=district.units[3])[:50])

    def raw_indicator_page() -> None:
        raw(district, kinds, ("month",))
        raw(district, kinds, ("unit",))

    return {"dashboard": (dashboard, raw_dashboard), "indicator page": (indicator_page, raw_indicator_page)}


def measure(district: District, have: int, want: int, system: str) -> list[dict[str, Any]]:
    """All rows for one size."""
    from kepu.evidence.queries import verify_chain

    common = {"system": system, "records": want, "load": round(os.getloadavg()[0], 1)}
    rows = [{**common, "case": "bulk write and rollup", **grow(district, have, want)}] if have < want else []
    rows.append({**common, "case": "single write", **write_singly(district)})
    analyse()
    for page, (ours, plain) in reads(district).items():
        rows.append({**common, "case": page, "how": "rollups", **timed(ours, 40, warm=2)})
        repeats = 10 if want <= 100_000 else 2
        rows.append({**common, "case": page, "how": "GROUP BY over the records", **timed(plain, repeats, warm=0)})
    if want <= 1_000_000:
        start = time.perf_counter()
        report = verify_chain(district.area)
        rows.append({**common, "case": "verify the chain", "ok": report.ok, "per_second": round(report.checked / (time.perf_counter() - start))})
    for row in rows:
        print("  ".join(f"{key}={value}" for key, value in row.items()), flush=True)
    return rows


def ledger_length(district: District) -> int:
    """Records of the district."""
    from kepu.evidence.models import ChainHead

    return ChainHead.objects.get(district=district.area).sequence


def analyse() -> None:
    """Statistics as a running installation has them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize=0x10002")


def main() -> None:
    """Grow, measure, print, write."""
    asked = options()
    last = asked.rows or (100_000 if asked.quick else 10_000_000)
    size = 10_000 if asked.quick else 100_000
    folder = tempfile.mkdtemp(prefix="kepu-ledger-")
    connect(asked.database_url, folder, asked.again)
    from django.db import connection

    system = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    print(f"{system}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    # As a server does after its start: what is imported stays, and a full collection need not walk through it.
    gc.collect()
    gc.freeze()
    try:
        district, rows = District(asked.again), []
        have = ledger_length(district) if asked.again else 0
        while have < last or asked.again:
            want = have if asked.again else min(size, last)
            rows += measure(district, have, want, system)
            have, size = want, size * 10
            if asked.json:
                asked.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")
            if asked.again:
                break
    finally:
        if not (asked.keep or asked.again):
            remove(asked.database_url, folder)


if __name__ == "__main__":
    main()
