"""A whole installation with the demo district, served as an operator serves it, and people who walk through it in a browser."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kepu.config.demo import DEMO_PASSWORD
from tests.engines.plan_document.conftest import real_plan_path

DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000
# A refusal that the page shows (409, 422) and a network that is gone are also noted by the browser; they are what the journey asks for.
ASKED_FOR = re.compile("status of 4|ERR_INTERNET_DISCONNECTED")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a served demo installation on SQLite."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {**os.environ, "KEPU_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "kepu.config.settings"}
    environment.pop("DATABASE_URL", None)
    for step in ("kepu.config demo load", "tests.journeys.stage", "django collectstatic --no-input -v 0"):
        subprocess.run([sys.executable, "-m", *step.split()], cwd=ROOT, env=environment, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    server = subprocess.Popen([*command, "--blocking-threads", "4", "--log-level", "error", "kepu.config.wsgi:application"], env=environment)
    address = f"http://127.0.0.1:{port}"
    _wait(address)
    yield address
    server.terminate()
    server.wait()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/health/ready") as answer:
                if answer.status == 200:
                    return
        except urllib.error.URLError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the installation did not become ready")


@pytest.fixture
def visit(browser: Browser, installation: str) -> Iterator[Callable[..., Page]]:
    """Open a browser, signed in where a name is given; what its console complains about is an error of the test."""
    contexts, complaints = [], []

    def come(username: str = "", size: dict[str, int] = DESK) -> Page:
        context = browser.new_context(viewport=size, base_url=installation, locale="zh-CN")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(f"{page.url} {m.text}") if m.type == "error" and not ASKED_FOR.search(m.text) else None)
        page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
        if username:
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(username)
            page.locator("input[name=password]").fill(DEMO_PASSWORD)
            page.locator("input[name=password]").press("Enter")
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def real_plan() -> Path:
    """The district's own document, which is not part of the product."""
    path = real_plan_path()
    if path is None:
        pytest.skip("the real plan does not lie in KEPU_PLAN_DIR or ../shared/plans")
    return path
