"""Every page that the menu offers to a role: no serious violation of WCAG 2.2 AA, no complaint, no sideways scrolling on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ..browser import IN_BROWSER, PHONE

pytestmark = IN_BROWSER
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Swagger's own markup inside the description of the API; the page around it is checked.
CONTEXT = {"exclude": [["#swagger-ui"]]}
OPTIONS = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
OWN = ("/account/", "/account/tokens/")
PUBLIC = (
    "/",
    "/accounts/login/",
    "/public/",
    "/public/500103/",
    "/site/",
    "/site/500103/",
    "/site/500103/notices/",
    "/privacy/",
    "/volunteers/join/",
    "/volunteers/join/500103/",
    "/volunteers/join/500103/apply/",
    "/volunteers/join/500103/notice/",
    "/volunteers/me/500103/",
    "/volunteers/verify/",
    "/orders/menu/",
    "/orders/menu/500103/",
    "/orders/new/500103/",
    "/orders/board/500103/",
    "/literacy/test/",
    "/literacy/test/500103/",
    "/literacy/assessments/answer/",
)


def faults_of(page: Page, path: str) -> list[str]:
    """What is wrong with a page, in words."""
    answer = page.goto(path)
    faults = [] if answer is not None and answer.status == 200 else [f"{path}: {answer and answer.status}"]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        faults.append(f"{path}: {width} px wide")
    found: dict[str, Any] = Axe().run(page, context=CONTEXT, options=OPTIONS).response
    for violation in found["violations"]:
        if violation["impact"] in ("serious", "critical"):
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            faults.append(f"{path}: {violation['id']} {violation['help']}: {nodes}")
    return faults


@pytest.mark.parametrize("role", ["office", "reporter", "head", "leader", "auditor", "operator", "community", "team"])
def test_every_page_in_the_menu_of_a_role_is_sound(role: str, visit: Callable[..., Page]) -> None:
    page = visit(role, PHONE)
    page.goto("/")
    links = page.eval_on_selector_all("#site-menu a[href^='/'], .site-footer a[href^='/']", "links => [...new Set(links.map(l => l.pathname))]")
    assert len(links) > 5
    assert [fault for path in [*links, *OWN] for fault in faults_of(page, path)] == []


def test_every_page_of_the_public_is_sound(visit: Callable[..., Page]) -> None:
    page = visit(size=PHONE)
    assert [fault for path in PUBLIC for fault in faults_of(page, path)] == []
