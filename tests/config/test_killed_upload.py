"""A server that is killed while it takes in an uploaded plan or workbook leaves nothing half done, and the upload can be repeated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.databases import copy_empty_database

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, signal, sys
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role, Unit, User
from kepu.organizations.services import add_membership, create_district, create_unit, create_user
from kepu.organizations.services.imports import unit_columns, units
from kepu.organizations.services.workbook import write_workbook
from kepu.plans.models import Plan, PlanNode
from kepu.plans.services import importing
from tests.plans.texts import PLAN

def die(*args, **more):
    assert PlanNode.objects.exists() or Unit.objects.count() > 1
    os.kill(os.getpid(), signal.SIGKILL)

mode = sys.argv[1]
if mode == "prepare":
    system = Actor.system(create_district(code="110199", name="试验区"))
    unit = create_unit(actor=system, name="区科协", type=Unit.Type.MASS)
    add_membership(actor=system, user=create_user(actor=system, username="office", display_name="纲要办", password=None), unit=unit, role=Role.OFFICE)
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(User.objects.get(username="office"))
if "die" in mode:
    importing.place_units = units._set_groups = die
if "plan" in mode:
    answer = client.post("/plans/import/", {"file": SimpleUploadedFile("plan.txt", PLAN.encode())})
    assert answer.status_code == 302, answer.content.decode()
if "units" in mode:
    system = Actor.system(Area.objects.get(code="110199"))
    book = write_workbook(unit_columns(system), [{"name": f"第{n}小学", "type": Unit.Type.SCHOOL} for n in range(20)])
    answer = client.post("/units/import/", {"file": SimpleUploadedFile("units.xlsx", book)})
    assert answer.status_code == 302, answer.content.decode()
print(Plan.objects.count(), PlanNode.objects.exists(), Unit.objects.count())
"""


@pytest.mark.slow
def test_an_upload_in_whose_middle_the_server_is_killed_leaves_nothing_and_can_be_repeated(tmp_path: Path, django_db_setup: None) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kepu.config.settings", "KEPU_VAR_DIR": str(tmp_path)}
    if connection.vendor == "postgresql":
        pytest.skip("on a file; `tests.plans.test_together` kills an import on PostgreSQL")
    environment["DATABASE_URL"] = copy_empty_database(tmp_path / "kepu.sqlite3")

    def run(mode: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", SCRIPT, mode], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    prepared = run("prepare")
    assert prepared.returncode == 0, prepared.stderr
    for what, after in (("plan", ["1", "True", "1"]), ("units", ["1", "True", "21"])):
        before = run("look").stdout
        assert run(f"{what} die").returncode == -signal.SIGKILL
        assert run("look").stdout == before != ""
        repeated = run(what)
        assert repeated.stdout.split() == after, repeated.stderr
