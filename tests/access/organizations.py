"""Areas, units, people, audit log."""

from __future__ import annotations

from kepu.organizations.actors import Actor

from . import ALL

GET = {
    "/": ALL,
    "/units/": ALL,
    "/people/": frozenset({"office", "operator"}),
    "/audit/": frozenset({"office", "auditor"}),
}
POST = {"/identity/": ALL}


def concrete(system: Actor) -> dict[str, str]:
    return {}
