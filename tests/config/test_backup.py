"""A backup that is made while people write can be restored; a broken one changes nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=60)
number = 0
while True:
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO pairs VALUES (?, 'a')", [number])
        db.execute("INSERT INTO pairs VALUES (?, 'b')", [number])
    number += 1
"""


def kepu(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KEPU_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "kepu.config.settings"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run([sys.executable, "-m", "kepu.config", *arguments], env=environment, capture_output=True, text=True)


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """An installation whose rows come in pairs, each pair in one transaction."""
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "secret_key").write_text("the key of this installation")
    (folder / "media").mkdir()
    (folder / "media" / "report.txt").write_text("附件")
    with sqlite3.connect(folder / "kepu.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE pairs (number INTEGER, half TEXT)")
    return folder


def pairs(folder: Path) -> tuple[int, int]:
    with sqlite3.connect(folder / "kepu.sqlite3") as database:
        return database.execute("SELECT count(*) FILTER (WHERE half='a'), count(*) FILTER (WHERE half='b') FROM pairs").fetchone()


def test_a_backup_made_under_writes_holds_no_half_of_a_transaction(installation: Path, tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(installation / "kepu.sqlite3")])
    try:
        for _ in range(100):
            if pairs(installation)[0]:
                break
            threading.Event().wait(0.05)
        made = kepu(installation, "backup", str(tmp_path / "a.tar.gz"))
    finally:
        writer.kill()
        writer.wait()
    assert made.returncode == 0, made.stderr
    written = pairs(installation)[0]
    restored = kepu(installation, "restore", "--replace", str(tmp_path / "a.tar.gz"))
    assert restored.returncode == 0, restored.stderr
    first, second = pairs(installation)
    assert 0 < first == second <= written
    with sqlite3.connect(installation / "kepu.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_files_and_key_come_back_and_what_was_there_is_kept_aside(installation: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.tar.gz"
    kepu(installation, "backup", str(archive))
    (installation / "media" / "report.txt").write_text("改坏了")
    (installation / "secret_key").write_text("another key")
    assert kepu(installation, "restore", "--replace", str(archive)).returncode == 0
    assert (installation / "media" / "report.txt").read_text() == "附件"
    assert (installation / "secret_key").read_text() == "the key of this installation"
    kept = {path.name.split(".before-")[0] for path in installation.iterdir() if ".before-" in path.name}
    assert {"kepu.sqlite3", "media", "secret_key"} <= kept


def test_a_backup_is_for_its_owner_only(installation: Path, tmp_path: Path) -> None:
    kepu(installation, "backup", str(tmp_path / "a.tar.gz"))
    assert (tmp_path / "a.tar.gz").stat().st_mode & 0o777 == 0o600


def test_present_data_are_not_replaced_unasked(installation: Path, tmp_path: Path) -> None:
    kepu(installation, "backup", str(tmp_path / "a.tar.gz"))
    refused = kepu(installation, "restore", str(tmp_path / "a.tar.gz"))
    assert refused.returncode == 2 and "--replace" in refused.stderr


def test_an_existing_backup_is_not_overwritten(installation: Path, tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_text("the backup of yesterday")
    assert kepu(installation, "backup", str(tmp_path / "a.tar.gz")).returncode == 2
    assert (tmp_path / "a.tar.gz").read_text() == "the backup of yesterday"


@pytest.mark.parametrize("damage", ["cut", "text"])
def test_a_damaged_backup_changes_nothing(installation: Path, tmp_path: Path, damage: str) -> None:
    archive = tmp_path / "a.tar.gz"
    kepu(installation, "backup", str(archive))
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2] if damage == "cut" else b"no archive")
    refused = kepu(installation, "restore", "--replace", str(archive))
    assert refused.returncode == 2 and "Traceback" not in refused.stderr
    assert (installation / "secret_key").read_text() == "the key of this installation"
    assert pairs(installation) == (0, 0)
