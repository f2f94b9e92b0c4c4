"""The public site, as the office opens it."""

from __future__ import annotations

from django.conf import settings
from PIL import Image

from kepu.organizations.actors import Actor

from . import PUBLIC

GET = {"/public-site/": frozenset({"office", "operator"}), "/media/images/<path:path>": PUBLIC}
POST = {"/public-site/": frozenset({"office", "operator"})}


def concrete(system: Actor) -> dict[str, str]:
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 4)).save(folder / "probe.png")
    return {"/media/images/<path:path>": "/media/images/probe.png"}
