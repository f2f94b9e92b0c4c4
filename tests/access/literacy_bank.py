"""The item bank of literacy monitoring."""

from __future__ import annotations

from kepu.literacy.models import Item
from kepu.literacy.services.items import create_item
from kepu.literacy.services.items_review import submit_item
from kepu.organizations.actors import Actor
from tests.literacy.bank_data import single

from . import OFFICE

BANK = frozenset({"office", "assessor"})

GET: dict[str, frozenset[str]] = {
    "/literacy/items/": BANK,
    "/literacy/items/blueprint/": BANK,
    "/literacy/items/new/": BANK,
    "/literacy/items/starter/": OFFICE,
    "/literacy/items/import/": BANK,
    "/literacy/items/export/": BANK,
    "/literacy/items/qti/": BANK,
    "/literacy/items/reviews/<int:pk>/": BANK,
    "/literacy/items/<int:pk>/": BANK,
    "/literacy/items/<int:pk>/edit/": BANK,
}
POST: dict[str, frozenset[str]] = {
    "/literacy/items/preview/": BANK,
    "/literacy/items/qti/export/": BANK,
    "/literacy/items/<int:pk>/move/": BANK,
    "/literacy/items/<int:pk>/enemies/": BANK,
}
API = {"GET /literacy-items": BANK, "GET /literacy-items/{int:pk}": BANK}


def _item(system: Actor) -> Item:
    item = create_item(actor=system, content=single())
    submit_item(actor=system, item=item, version=item.version)
    return item


def concrete(system: Actor) -> dict[str, str]:
    item = _item(system)
    version = item.versions.get()
    routes = [route for route in (*GET, *POST) if "<int:pk>" in route]
    made = {route: route.replace("<int:pk>", str(item.pk)) for route in routes}
    return made | {"/literacy/items/reviews/<int:pk>/": f"/literacy/items/reviews/{version.pk}/"}


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    return {"literacy-items": _item(system).pk}
