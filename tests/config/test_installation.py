"""An installation is sound before anybody works in it."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client


def test_every_model_change_has_its_migration(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    environment = {**os.environ, "KEPU_HTTPS": "1", "KEPU_VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kepu.config.settings"}
    environment.pop("DATABASE_URL", None)
    result = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"], env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


def test_a_ready_installation_says_so(client: Client, db: None) -> None:
    assert client.get("/health/ready").json() == {"status": "ok"}


def test_pages_forbid_foreign_scripts(client: Client, db: None) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe-eval" not in policy and "unsafe-inline" not in policy


def test_nobody_signs_up_by_himself(client: Client, db: None) -> None:
    answer = client.post("/accounts/signup/", {"username": "x", "password1": "correct horse", "password2": "correct horse"})
    assert answer.status_code in {200, 403, 404}
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["secret_key"])
def test_the_local_key_is_readable_by_its_owner_only(tmp_path: Path, name: str) -> None:
    environment = {**os.environ, "KEPU_VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kepu.config.settings"}
    environment.pop("KEPU_SECRET_KEY", None)
    subprocess.run([sys.executable, "-c", "import kepu.config.settings"], env=environment, check=True)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
