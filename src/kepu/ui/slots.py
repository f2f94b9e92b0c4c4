"""Places in the page shell that a higher room fills, because `kepu.ui` knows no other room.

    slots.register_template("identity", "organizations/_identity.html")
    slots.register_value("notice_count", lambda request: …)

Templates: `identity` (inside the person's menu in the header), `footer` (extra footer text).
Values (functions of the request): `site_name`, `district_name`, `identity_name`, `identity_role`, `notice_count`, `notice_url`, `home_url`,
`demo` (true marks every page as demonstration data).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

TEMPLATE_SLOTS = frozenset({"identity", "footer"})
VALUE_SLOTS = frozenset(
    {
        "site_name",
        "district_name",
        "identity_name",
        "identity_role",
        "notice_count",
        "notice_url",
        "home_url",
        "demo",
    }
)

_templates: dict[str, str] = {}
_values: dict[str, Callable[[HttpRequest], Any]] = {}


def register_template(slot: str, template_name: str) -> None:
    """Fill a template slot; ValueError when there is no such slot."""
    if slot not in TEMPLATE_SLOTS:
        raise ValueError(f"no template slot {slot!r}; there are {sorted(TEMPLATE_SLOTS)}")
    _templates[slot] = template_name


def register_value(slot: str, function: Callable[[HttpRequest], Any]) -> None:
    """Fill a value slot; ValueError when there is no such slot."""
    if slot not in VALUE_SLOTS:
        raise ValueError(f"no value slot {slot!r}; there are {sorted(VALUE_SLOTS)}")
    _values[slot] = function


def template(slot: str) -> str | None:
    """Name of the template that fills the slot, or None."""
    return _templates.get(slot)


def value(slot: str, request: HttpRequest, default: Any = None) -> Any:
    """Value of the slot for this request, or the default where nobody fills it."""
    function = _values.get(slot)
    return default if function is None else function(request)
