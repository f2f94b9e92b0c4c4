"""A survey in the field and a telephone's browser before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kepu.literacy.models import ItemVersion, Survey
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


def fill_in(page: Page, version: ItemVersion, number: Locator, place: str) -> None:
    """Answer an item rightly; ``number`` is where a number goes, ``place`` the selector of an option in an order, {} for its key."""
    if version.kind == "numeric":
        number.fill(str(version.answer["value"]))
    elif version.kind == "order":
        for position, key in enumerate(version.answer["keys"], start=1):
            page.locator(place.format(key)).select_option(str(position))
    else:
        for key in version.answer["keys"]:
            page.locator(f"input[name=answer][value={key}]").check()
