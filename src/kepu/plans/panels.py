"""Places on the pages of the plan that higher rooms fill, because the plan knows none of them.

    panels.register("work_item", lambda request, item: render_to_string("governance/_reports_of.html", {...}, request))

A panel is called with the request and the object of its place and returns HTML, or "" for nothing. It runs on each view of the page,
so it must take a bounded number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panel = Callable[[HttpRequest, Any], str]

#: Place -> the object that its panels get.
PLACES = {
    "plan": "Plan: on the page of the plan, above its structure",
    "indicator": "Indicator: on the page of the indicator",
    "work_item": "WorkItem: on the page of the work item, under its terms",
    "my_tasks": "Unit: above the list of the unit's tasks",
    "succession": "Plan: on the page that closes a plan and opens the next",
}
_panels: dict[str, list[Panel]] = defaultdict(list)


def register(place: str, panel: Panel) -> None:
    """Add a panel at the end of a place; ValueError when there is no such place."""
    if place not in PLACES:
        raise ValueError(f"no place {place!r}; there are {sorted(PLACES)}")
    _panels[place].append(panel)


def render(place: str, request: HttpRequest, obj: Any) -> list[str]:
    """The panels of a place that have something to show."""
    return [html for panel in _panels[place] if (html := panel(request, obj))]
