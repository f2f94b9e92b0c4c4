"""Reports."""

from __future__ import annotations

from kepu.organizations.actors import Actor

GET: dict[str, frozenset[str]] = {}
POST: dict[str, frozenset[str]] = {}


def concrete(system: Actor) -> dict[str, str]:
    return {}
