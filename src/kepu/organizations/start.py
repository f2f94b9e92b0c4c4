"""Which page a role starts with: a higher room registers it, because this room knows no other.

start.register("reports:overview", Role.OFFICE, Role.AUDITOR)
"""

from __future__ import annotations

from .actors import Actor

_pages: dict[str, str] = {}


def register(url_name: str, *roles: str) -> None:
    """Let these roles start with the page of this name; a later registration replaces an earlier one."""
    for role in roles:
        _pages[str(role)] = url_name


def page_of(actor: Actor) -> str | None:
    """Name of the page with which the actor's role starts, or None for the general workbench."""
    return _pages.get(actor.role)
