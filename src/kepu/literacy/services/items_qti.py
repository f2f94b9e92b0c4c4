"""Items from and to QTI files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kepu.literacy.item_content import Content, content_of
from kepu.literacy.models import Item, ItemVersion
from kepu.literacy.qti.items import QtiError
from kepu.literacy.qti.packages import FileFault, read_upload, write_package
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, TooLarge
from kepu.organizations.services.base import audit, service

from .items_import import ImportedItems, Incoming, faults_of, import_items


@dataclass(frozen=True)
class QtiOutcome:
    """What could not be taken, by file, and what came in (None: nothing was written)."""

    faults: list[FileFault]
    imported: ImportedItems | None = None


@service
def import_qti(*, actor: Actor, name: str, data: bytes, usual: Mapping[str, Any], skip_faulty: bool = False) -> QtiOutcome:
    """Items of a file or package as drafts; `usual` are domain, field and audiences of items whose file does not tell them.

    With a faulty file nothing is written unless `skip_faulty`. Raises InvalidInput for a file that is no QTI at all, TooLarge over the limit.
    """
    access.require(actor, "literacy.change_items")
    if len(data) > settings.KEPU_UPLOAD_LIMIT:
        raise TooLarge(_("文件超过 %d MB。") % (settings.KEPU_UPLOAD_LIMIT // 1024 // 1024))
    if not data:
        raise InvalidInput(fields={"file": _("文件是空的。")})
    try:
        package = read_upload(name, data)
    except QtiError as error:
        raise InvalidInput(fields={"file": str(error)}) from error
    incoming = [
        Incoming(file, _completed(content, usual), _code(identifier), {"yes": True, "no": False}.get(more.get("secure", "")))
        for file, identifier, content, more in package.items
    ]
    found = faults_of(actor, incoming, update=False)
    faults = package.faults + [FileFault(fault.place, "；".join(fault.fields.values())) for fault in found]
    bad = {fault.place for fault in found}
    good = [one for one in incoming if one.place not in bad]
    if faults and not skip_faulty or not good:
        return QtiOutcome(faults)
    return QtiOutcome(faults, import_items(actor=actor, incoming=good, source=f"QTI {name}"[:200]))


def export_qti(*, actor: Actor, items: Iterable[Item]) -> bytes:
    """A package of what is in use of these items, or of their newest text; who fetched it is written down."""
    access.require(actor, "literacy.view_items")
    rows = [(item, text) for item in items if (text := _newest(item)) is not None]
    content = write_package((item.code, content_of(text), item.is_secure) for item, text in rows)
    audit(actor, "literacy.export_items", actor.district, f"QTI 3 · {len(rows)}", codes=[item.code for item, _text in rows][:200])
    return content


def _newest(item: Item) -> ItemVersion | None:
    return item.current or item.versions.first()


def _completed(content: Content, usual: Mapping[str, Any]) -> Content:
    return replace(
        content,
        domain=content.domain or usual.get("domain", ""),
        field=content.field or usual.get("field", ""),
        audiences=content.audiences or list(usual.get("audiences", [])),
    )


def _code(identifier: str) -> str:
    """The identifier as a code of ours; nothing where nothing of it is left."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", identifier.removeprefix("item-")).strip("-")[:40]
