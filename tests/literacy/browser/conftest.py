"""A survey in the field and a telephone's browser before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from kepu.literacy.models import Survey
from kepu.organizations.actors import Actor

from ...browser import IN_BROWSER as ANY_STORY
from ...browser import PHONE
from ..survey_stage import in_field, make_items, settle_communities

IN_BROWSER = [*ANY_STORY, pytest.mark.django_db(transaction=True)]
expect.set_options(timeout=20_000)  # a machine that many share is slow


@pytest.fixture
def survey(system: Actor, units: object, assessor: Actor, interviewer: Actor) -> Survey:
    make_items(system)
    return in_field(assessor, settle_communities(system), interviewer, items_per_booklet=5)


@pytest.fixture
def phone(live_server: Any, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, base_url=live_server.url)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    yield context
    context.close()
