"""Items from a file: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from kepu.literacy.item_content import Content, checked, content_of
from kepu.literacy.models import Item
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, Text
from kepu.organizations.services.base import audit, service

from .items import CODE, create_item, update_item


@dataclass(frozen=True)
class Incoming:
    """An item of a file: `place` tells the person where it stands; without `is_secure` a known item keeps its own."""

    place: str
    content: Content
    code: str = ""
    is_secure: bool | None = None


@dataclass(frozen=True)
class Fault:
    """Why one of them cannot come in, by field."""

    place: str
    fields: dict[str, str]


class ImportedItems(NamedTuple):
    """How many are new, got a new text, or were the same."""

    made: int
    changed: int
    same: int


def faults_of(actor: Actor, incoming: Sequence[Incoming], *, update: bool) -> list[Fault]:
    """Everything that is wrong, before anything is written; with `update` a known code means a new text for its item."""
    known = {item.code: item for item in Item.objects.filter(district=actor.district, code__in=[one.code for one in incoming if one.code])}
    kinds = {code: item.versions.first() for code, item in known.items()}
    seen: dict[str, str] = {}
    faults = []
    for one in incoming:
        fields: dict[str, Text] = {}
        try:
            checked(one.content)
        except InvalidInput as error:
            fields.update(error.fields)
        item, newest = known.get(one.code), kinds.get(one.code)
        if one.code and not CODE.fullmatch(one.code):
            fields["code"] = _("题号只能用字母、数字、-和_，不超过40个")
        elif one.code and one.code in seen:
            fields["code"] = _("与“%s”的题号相同") % seen[one.code]
        elif item is not None and not update:
            fields["code"] = _("题号“%s”在题库中已有") % one.code
        elif item is not None and newest is not None:
            fields.update(_update_faults(item, newest.kind, newest.submitted_at is not None and newest.frozen_at is None, one))
        if one.code:
            seen[one.code] = one.place
        if fields:
            faults.append(Fault(one.place, {name: str(text) for name, text in fields.items()}))
    return faults


def _update_faults(item: Item, kind: str, in_review: bool, one: Incoming) -> dict[str, Text]:
    if kind != one.content.kind:
        return {"kind": _("题型与题库中的 %s 不同，请另给题号") % item.code}
    if in_review:
        return {"code": _("%s 正在审题，请先撤回") % item.code}
    if item.state == Item.State.RETIRED:
        return {"code": _("%s 已停用，请先恢复") % item.code}
    return {}


@service
def import_items(*, actor: Actor, incoming: Sequence[Incoming], update: bool = False, source: str = "") -> ImportedItems:
    """Store items as drafts; of a known code the text becomes its open version. Raises InvalidInput when anything is wrong, having stored nothing."""
    access.require(actor, "literacy.change_items")
    if faults := faults_of(actor, incoming, update=update):
        first = faults[0]
        raise InvalidInput(_("%(place)s：%(text)s") % {"place": first.place, "text": "；".join(first.fields.values())})
    made = changed = same = 0
    for one in incoming:
        item = Item.objects.filter(district=actor.district, code=one.code).first() if one.code else None
        if item is None:
            secure = True if one.is_secure is None else one.is_secure
            create_item(actor=actor, content=one.content, code=one.code, is_secure=secure, origin=Item.Origin.IMPORTED)
            made += 1
        elif _is_same(item, one):
            same += 1
        else:
            update_item(actor=actor, item=item, version=item.version, content=one.content, is_secure=one.is_secure)
            changed += 1
    if made or changed:
        audit(actor, "literacy.import_items", actor.district, source, made=made, changed=changed, same=same)
    return ImportedItems(made, changed, same)


def _is_same(item: Item, one: Incoming) -> bool:
    newest = item.versions.first()
    return newest is not None and content_of(newest) == checked(one.content) and one.is_secure in (None, item.is_secure)
