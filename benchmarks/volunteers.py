"""How long it takes to bring a city's volunteers in from a workbook, and out again, and what the pages of the list then cost.

    python benchmarks/volunteers.py [--people N] [--json FILE]

Writes a workbook of N invented people (default 50,000) with valid document numbers, imports it as the job of the page does, imports it once more
(everybody is known then), exports it, and asks for the list. A fresh SQLite file, one process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any


def _settle(folder: str) -> None:
    os.environ.update({"KEPU_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "kepu.config.settings"})
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _district() -> Any:
    from kepu.organizations.actors import Actor
    from kepu.organizations.models import Unit
    from kepu.organizations.services import add_membership, create_district, create_unit, create_user
    from kepu.volunteers.services import create_team, load_usual_skills

    system = Actor.system(create_district(code="500103", name="渝中区"))
    unit = create_unit(actor=system, name="区科协", type=Unit.Type.MASS)
    user = create_user(actor=system, username="office", display_name="纲要办", password="correct horse battery")
    office = Actor.of(add_membership(actor=system, user=user, unit=unit, role="office"))
    load_usual_skills(actor=office)
    for number in range(40):
        create_team(actor=office, unit=unit, name=f"第{number}服务队")
    return office


def _workbook(office: Any, people: int) -> bytes:
    from kepu.organizations.services.workbook import write_workbook
    from kepu.volunteers.identity import check_digit
    from kepu.volunteers.workbooks.columns import volunteer_columns

    chance, first = random.Random(50), date(1950, 1, 1)

    def row(number: int) -> dict[str, Any]:
        born = first + timedelta(days=chance.randrange(20_000))
        digits = f"500103{born:%Y%m%d}{number % 1000:03d}"
        return {
            "name": f"志愿者{number}", "document_number": digits + check_digit(digits), "phone": f"13{number:09d}", "politics": "群众",
            "education": "大学本科", "occupation": "教师", "fields": ["健康"], "skills": ["慢性病预防", "合理用药"], "languages": ["普通话", "手语"],
            "team": f"第{number % 40}服务队", "preferences": "周末上午", "employer": "某单位", "title": "讲师",
        }  # fmt: skip

    seen: dict[str, dict[str, Any]] = {}
    number = 0
    while len(seen) < people:
        made = row(number)
        seen.setdefault(made["document_number"], made)
        number += 1
    return write_workbook(volunteer_columns(office), seen.values())


def _run(office: Any, run: Any, source: bytes = b"", **arguments: Any) -> tuple[float, Any]:
    from django.core.files.base import ContentFile

    from kepu.organizations.services import attach, start_job
    from kepu.organizations.services.jobs import run_job

    kept = attach(actor=office, file=ContentFile(source, name="people.xlsx")) if source else None
    job = start_job(actor=office, kind="volunteers", run=run, source=kept, background=False, **arguments)
    begun = time.perf_counter()
    run_job(job.pk)
    job.refresh_from_db()
    if job.state != "done":
        raise SystemExit(f"{job.message} {job.errors[:3]}")
    return time.perf_counter() - begun, job


def _page(address: str) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kepu.organizations.models import User

    client = Client()
    client.force_login(User.objects.get(username="office"))
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        assert client.get(address).status_code == 200
        return {"ms": round((time.perf_counter() - begun) * 1000, 1), "queries": len(queries)}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=50_000)
    options.add_argument("--json", default="")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _settle(folder)
        from kepu.volunteers.workbooks.exporting import run_export
        from kepu.volunteers.workbooks.importing import run_volunteers

        office = _district()
        data = _workbook(office, given.people)
        found: dict[str, Any] = {"people": given.people, "workbook MB": round(len(data) / 1e6, 1)}
        found["import s"] = round(_run(office, run_volunteers, data)[0], 1)
        found["import again s"] = round(_run(office, run_volunteers, data)[0], 1)
        found["export s"] = round(_run(office, run_export)[0], 1)
        print(found, flush=True)
        for address in (
            "/volunteers/people/",
            "/volunteers/people/?q=%E5%BF%97%E6%84%BF%E8%80%8549999",
            "/volunteers/teams/",
            "/volunteers/statistics/",
        ):
            found[address] = _page(address)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    print(text)
    if given.json:
        Path(given.json).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
