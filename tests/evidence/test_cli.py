"""What an auditor sees on the command line."""

from __future__ import annotations

import json

from django.db import connection
from typer.testing import CliRunner

from kepu.config.cli import app
from kepu.evidence import rollups, triggers
from kepu.evidence.models import EvidenceRecord, Rollup
from kepu.organizations.actors import Actor

from .story import lecture


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["evidence", *arguments])
    return result.exit_code, result.output


def test_a_whole_ledger_is_reported_with_its_head(office: Actor) -> None:
    head = [lecture(office), lecture(office)][-1].chain_hash
    code, text = run("verify", "--district", "500103")
    assert code == 0 and "第 1 至 2 号记录完好" in text and head in text and "每秒" in text


def test_a_broken_link_is_named_for_people_and_programs(office: Actor) -> None:
    lecture(office)
    triggers.remove(connection)
    EvidenceRecord.objects.update(quantity=7)
    triggers.install(connection)
    code, text = run("verify", "--district", "500103")
    assert code == 1 and "第 1 号记录与校验值不符" in text
    code, text = run("verify", "--district", "500103", "--json")
    found = json.loads(text)
    assert (code, found["ok"], found["fault"], found["sequence"]) == (1, False, "broken", 1)


def test_a_year_without_records_is_whole(office: Actor) -> None:
    lecture(office)
    code, text = run("verify", "--district", "500103", "--year", "2001", "--json")
    assert code == 0 and json.loads(text)["checked"] == 0


def test_an_unknown_district_is_told(db: None) -> None:
    for command in ("verify", "recount"):
        code, text = run(command, "--district", "999999")
        assert code == 2 and "999999" in text


def test_wrong_sums_are_found_and_repaired(office: Actor) -> None:
    lecture(office)
    assert run("recount", "--district", "500103")[0] == 0
    Rollup.objects.filter(cube="unit", grain="month").update(quantity_e4=1)
    code, text = run("recount", "--district", "500103")
    assert code == 1 and "2 处差异" in text
    assert run("recount", "--district", "500103", "--repair")[0] == 0
    assert rollups.recount(office.district.pk) == 0
