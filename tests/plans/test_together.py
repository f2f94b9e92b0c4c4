"""Several people at once, and a process that dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import AuditEntry
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import (
    accept_work_item,
    apply_revision,
    decline_work_item,
    draft_work_items,
    import_plan,
    issue_plan,
    issue_work_items,
    open_next_plan,
    propose_revision,
    settle_doubt,
    update_work_item,
)
from tests.databases import copy_empty_database
from tests.governance.progress.test_together import at_once

from .texts import PLAN

pytestmark = pytest.mark.django_db(transaction=True)


def refused(outcomes: list[object]) -> int:
    assert all(not isinstance(outcome, Exception) or isinstance(outcome, Conflict) for outcome in outcomes), outcomes
    return sum(isinstance(outcome, Conflict) for outcome in outcomes)


def test_two_who_import_at_once_make_one_plan(office: Actor) -> None:
    outcomes = at_once(*[lambda: import_plan(actor=office, source=PLAN)] * 2)
    assert refused(outcomes) == 1 and Plan.objects.count() == 1


def test_two_who_settle_a_doubt_at_once_settle_it_once(office: Actor, reviewed: Plan) -> None:
    doubt = reviewed.doubts.get(kind="heading_without_number")
    outcomes = at_once(
        lambda: settle_doubt(actor=office, doubt=doubt, status="settled", choice="number:（二）"),
        lambda: settle_doubt(actor=office, doubt=doubt, status="settled", choice="paragraph:"),
    )
    assert refused(outcomes) == 1
    node = PlanNode.objects.get(pk=doubt.node_id)
    assert (node.number, node.kind) in {("（二）", "action"), ("", "text")}


def test_two_who_issue_a_plan_at_once_issue_it_once(office: Actor, reviewed: Plan) -> None:
    for doubt in reviewed.doubts.all():
        settle_doubt(actor=office, doubt=doubt, status="ignored", resolution="已核对")
    outcomes = at_once(*[lambda: issue_plan(actor=office, plan=reviewed)] * 2)
    assert refused(outcomes) == 1 and AuditEntry.objects.filter(action="plans.issue_plan").count() == 1


def test_a_year_that_two_draft_at_once_is_drafted_once(office: Actor, plan: Plan) -> None:
    outcomes = at_once(*[lambda: draft_work_items(actor=office, plan=plan, year=2026)] * 2)
    assert refused(outcomes) == 0 and plan.work_items.count() == 3


def test_work_that_two_issue_at_once_is_issued_once(office: Actor, plan: Plan, item: WorkItem) -> None:
    outcomes = at_once(*[lambda: issue_work_items(actor=office, plan=plan, year=2026)] * 2)
    assert refused(outcomes) == 0 and sorted(len(issued) for issued in outcomes) == [0, 1]


def test_of_accepting_and_declining_at_once_one_counts(office: Actor, head: Actor, plan: Plan, item: WorkItem) -> None:
    issue_work_items(actor=office, plan=plan, year=2026)
    outcomes = at_once(lambda: accept_work_item(actor=head, item=item), lambda: decline_work_item(actor=office, item=item, reason="再议"))
    assert refused(outcomes) == 1


def test_of_two_edits_at_once_one_counts(office: Actor, item: WorkItem) -> None:
    outcomes = at_once(
        *[lambda title=title: update_work_item(actor=office, item=item, version=1, title=title) for title in ("甲", "乙")]  # type: ignore[misc]
    )
    item.refresh_from_db()
    assert refused(outcomes) == 1 and item.version == 2


def test_a_revision_that_two_apply_at_once_is_applied_once(office: Actor, reviewed: Plan) -> None:
    revision = propose_revision(actor=office, plan=reviewed, source=PLAN.replace("12万人次", "15万人次"))
    assert revision is not None
    outcomes = at_once(*[lambda: apply_revision(actor=office, revision=revision)] * 2)
    assert refused(outcomes) == 1 and reviewed.indicators.get(code="training_attendance").target == 150_000


def test_two_who_open_the_next_plan_at_once_open_one(office: Actor, plan: Plan) -> None:
    outcomes = at_once(
        *[
            lambda title=title: open_next_plan(actor=office, plan=plan, title=title, year_from=2031, year_to=2035)  # type: ignore[misc]
            for title in ("甲", "乙")
        ]
    )
    assert refused(outcomes) == 1 and plan.successors.count() == 1


SCRIPT = """
import os, signal, sys
import django
django.setup()
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.services import create_district
from kepu.plans.models import Plan, PlanNode
from kepu.plans.services import importing
mode, text = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
if mode == "prepare":
    create_district(code="110199", name="试验区")
actor = Actor.system(Area.objects.get(code="110199"))
if mode == "die":
    def die(*args):
        assert PlanNode.objects.exists()
        os.kill(os.getpid(), signal.SIGKILL)
    importing.place_units = die
if mode in ("die", "import"):
    importing.import_plan(actor=actor, source=text)
print(Plan.objects.count(), PlanNode.objects.count() > 0)
"""


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(tmp_path: Path, db: None) -> None:
    """On the database of the tests where it is a server, else on a file of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kepu.config.settings", "KEPU_VAR_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        environment["DATABASE_URL"] = copy_empty_database(tmp_path / "kepu.sqlite3")
    else:
        told = connection.settings_dict
        password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
        environment["DATABASE_URL"] = f"postgres://{told['USER']}{password}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")

    def run(mode: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", SCRIPT, mode, str(tmp_path / "plan.txt")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert run("prepare").returncode == 0
    assert run("die").returncode == -signal.SIGKILL
    assert run("look").stdout.split() == ["0", "False"]
    assert run("import").stdout.split() == ["1", "True"]
