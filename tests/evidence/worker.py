"""A process of its own on a database of its own, for tests that kill processes or let several write at once.

python -m tests.evidence.worker COMMAND
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from kepu.evidence import rollups  # noqa: E402
from kepu.evidence.models import EvidenceRecord  # noqa: E402
from kepu.evidence.queries import totals, verify_chain  # noqa: E402
from kepu.evidence.rollups import people  # noqa: E402
from kepu.evidence.services import NewEvidence, record_evidence, record_evidence_many  # noqa: E402
from kepu.organizations.actors import Actor  # noqa: E402
from kepu.organizations.models import Area  # noqa: E402
from kepu.organizations.services import create_district  # noqa: E402

DAY = date(2025, 5, 30)


def actor() -> Actor:
    return Actor.system(Area.objects.get(code=os.environ["DISTRICT"]))


def prepare() -> None:
    """A new database."""
    call_command("migrate", verbosity=0)


def found() -> None:
    """A new district."""
    create_district(code=os.environ["DISTRICT"], name="渝中区")


def wait_to_be_killed() -> None:
    print("half", flush=True)
    time.sleep(120)


def bulk(rows: int = 5000) -> None:
    """Write rows; stop in the middle of the transaction, after some batches are in the database."""

    def entries() -> Iterator[NewEvidence]:
        for number in range(rows):
            yield NewEvidence("training_attendance", DAY, persons=[f"p{number % 50}"], idempotency_key=f"k{number}")
        wait_to_be_killed()

    record_evidence_many(actor=actor(), entries=entries())


def fill() -> None:
    """Write the same rows to the end."""
    record_evidence_many(
        actor=actor(),
        entries=(NewEvidence("training_attendance", DAY, persons=[f"p{n % 50}"], idempotency_key=f"k{n}") for n in range(5000)),
    )


def roll() -> None:
    """Roll up; stop in the second batch when the cells are changed and the people and the watermark are not."""
    rollups.roll_up(actor().district.pk, batch=2000)
    people.apply = lambda *_: wait_to_be_killed()
    rollups.roll_up(actor().district.pk, batch=2000)


def threads() -> None:
    """Eight people who record at once, while the figures are read."""
    someone = actor()

    def write(name: int) -> None:
        for number in range(25):
            record_evidence(actor=someone, kind="publication", happened_on=DAY, idempotency_key=f"{os.getpid()}-{name}-{number}")
        connection.close()

    def read() -> None:
        for _ in range(10):
            totals(someone.district)
        connection.close()

    crowd = [threading.Thread(target=write, args=(name,)) for name in range(8)] + [threading.Thread(target=read) for _ in range(2)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()


def repeat() -> None:
    """Eight phones that repeat the same record."""
    someone, made = actor(), []

    def write() -> None:
        made.append(record_evidence(actor=someone, kind="publication", happened_on=DAY, idempotency_key="same").pk)
        connection.close()

    crowd = [threading.Thread(target=write) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    print(json.dumps(made))


def check() -> None:
    """What is in the database now, before and after the sums are brought up."""
    district = actor().district
    state = {
        "records": EvidenceRecord.objects.filter(district=district).count(),
        "lag": rollups.lag(district.pk),
        "differences": rollups.recount(district.pk),
    }
    report = verify_chain(district)
    state |= {"chain": report.ok, "checked": report.checked, "last": report.last}
    rollups.catch_up(district.pk)
    state |= {"rolled": totals(district)[0].records, "differences_after": rollups.recount(district.pk)}
    print(json.dumps(state))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
