"""The self-test."""

from __future__ import annotations

from kepu.organizations.actors import Actor

from . import PUBLIC

READERS = frozenset({"office", "assessor", "leader", "auditor"})
RUNNERS = frozenset({"office", "assessor"})

GET: dict[str, frozenset[str]] = {
    "/literacy/test/": PUBLIC,
    "/literacy/test/<str:code>/": PUBLIC,
    "/literacy/test/overview/": READERS,
}
POST: dict[str, frozenset[str]] = {
    "/literacy/test/overview/calibrate/": RUNNERS,
    # Without a course both lead back to the beginning.
    "/literacy/test/<str:code>/question/": PUBLIC,
    "/literacy/test/<str:code>/end/": PUBLIC,
    "/literacy/test/<str:code>/result/": PUBLIC,
}


def concrete(system: Actor) -> dict[str, str]:
    return {route: route.replace("<str:code>", system.district.code) for route in (*GET, *POST) if "<str:code>" in route}
