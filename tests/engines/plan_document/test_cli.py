"""``kepu plan read``: for a person, for a program, and for the wrong file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from kepu.engines.plan_document import MAX_BYTES, json_schema
from kepu.engines.plan_document.cli import app

from .conftest import DATA
from .documents import district_docx

COUNTY = str(DATA / "county-2026-2030.txt")
run = CliRunner()


def test_a_person_sees_doubts_structure_targets_and_units() -> None:
    result = run.invoke(app, ["read", COUNTY])
    assert result.exit_code == 0
    for word in ("疑问", "编号不连续", "[行动] （一）农民科学素质提升行动", "每年≥120场", "县农业农村局"):
        assert word in result.stdout


def test_a_program_gets_json_that_follows_the_published_schema() -> None:
    result = run.invoke(app, ["read", COUNTY, "--json"])
    data = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator(json_schema()).validate(data)
    assert data["head"]["period"] == [2026, 2030]
    assert data["head"]["date"] == "2026-03-12"


def test_a_word_document_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(district_docx())
    result = run.invoke(app, ["read", str(path), "--json"])
    assert json.loads(result.stdout)["source"]["encoding"] == "docx"


def test_names_are_checked_against_a_register(tmp_path: Path) -> None:
    register = tmp_path / "units.json"
    register.write_text(json.dumps({"units": [{"name": "县教育局"}, {"name": "县农业农村委"}]}), "utf-8")
    result = run.invoke(app, ["read", COUNTY, "--register", str(register), "--json"])
    unknown = [d for d in json.loads(result.stdout)["doubts"] if d["kind"] == "unit_not_in_register"]
    assert ["县农业农村委"] in [d["suggestions"] for d in unknown]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空的"), (b"\x00\x01\x02" * 99, "不是文字文件"), ("今天天气很好。".encode(), "规划的样子"), (b"%PDF-1.4", "PDF")],
)
def test_a_bad_file_ends_with_code_2_and_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plan"
    path.write_bytes(content)
    result = run.invoke(app, ["read", str(path)])
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_a_giant_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 5 // 2)
    result = run.invoke(app, ["read", str(path)])
    assert (result.exit_code, "20 MB" in result.stderr) == (2, True)


def test_a_missing_file_and_a_bad_register_end_with_code_2(tmp_path: Path) -> None:
    assert run.invoke(app, ["read", str(tmp_path / "none.txt")]).exit_code == 2
    bad = tmp_path / "units.json"
    bad.write_text("{", "utf-8")
    result = run.invoke(app, ["read", COUNTY, "--register", str(bad)])
    assert (result.exit_code, "名册" in result.stderr) == (2, True)


def test_the_engine_does_not_need_django() -> None:
    code = "import sys, kepu.engines.plan_document.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
