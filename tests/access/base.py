"""What belongs to no room."""

from __future__ import annotations

from kepu.organizations.actors import Actor

from . import PUBLIC

GET = {"/health/live": PUBLIC, "/health/ready": PUBLIC}
POST = {"/elder/": PUBLIC}


def concrete(system: Actor) -> dict[str, str]:
    return {}
