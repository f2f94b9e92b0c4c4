"""A survey in the field and a telephone's browser before it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect, sync_playwright

from kepu.literacy.models import Survey
from kepu.organizations.actors import Actor

from ..survey_stage import in_field, make_items, settle_communities

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
expect.set_options(timeout=20_000)  # a machine that many share is slow


@pytest.fixture(autouse=True)
def beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread; the stories ask the database all the same, one thing after the other."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def survey(system: Actor, units: object, assessor: Actor, interviewer: Actor) -> Survey:
    make_items(system)
    return in_field(assessor, settle_communities(system), interviewer, items_per_booklet=5)


@pytest.fixture
def phone(live_server: Any) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url)
        context.set_default_timeout(20_000)
        yield context
        context.close()
        browser.close()
