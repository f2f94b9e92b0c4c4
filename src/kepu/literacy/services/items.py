"""Writing items: a text may be changed until its first verdict; after that a change is a new version and the old one stays as it was."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy.item_content import Content, checked, content_of
from kepu.literacy.models import Domain, Item, ItemEnemy, ItemVersion
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound
from kepu.organizations.services.base import audit, check_version, service

PREFIX = {Domain.KNOWLEDGE: "K", Domain.METHODS: "M", Domain.SPIRIT: "S", Domain.THOUGHT: "T", Domain.ABILITY: "A"}
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


@service
def create_item(*, actor: Actor, content: Content, code: str = "", is_secure: bool = True, origin: str = Item.Origin.OWN) -> Item:
    """A new item as a draft; without a code it gets the next of its domain. Raises InvalidInput by field."""
    access.require(actor, "literacy.change_items")
    content, code = checked(content), code.strip()
    if code and not CODE.fullmatch(code):
        raise InvalidInput(fields={"code": _("题号只能用字母、数字、-和_，不超过40个")})
    code = code or next_code(actor, content.domain)
    if Item.objects.filter(district=actor.district, code=code).exists():
        raise InvalidInput(fields={"code": _("题号“%s”已被使用") % code})
    item = Item.objects.create(district=actor.district, code=code, origin=origin, is_secure=is_secure, created_by=actor.user)
    _open_version(actor, item, 1, content)
    audit(actor, "literacy.create_item", item, content.stem, origin=origin)
    return item


@service
def update_item(*, actor: Actor, item: Item, version: int, content: Content, is_secure: bool | None = None) -> ItemVersion:
    """Change the open text, or open a new version of one that is closed; what is in use goes on unchanged until the new text is approved.

    Raises Conflict when somebody else changed it or while it is under review, InvalidInput by field.
    """
    item = access.fetch(actor, Item, "literacy.change_items", lock=True, pk=item.pk)
    check_version(item, version)
    if item.state == Item.State.RETIRED:
        raise Conflict(_("停用的题目不能修改，请先恢复。"))
    content = checked(content)
    open_text = item.versions.filter(frozen_at=None).first()
    latest = open_text or item.versions.first()
    if latest is not None and latest.kind != content.kind:
        raise InvalidInput(fields={"kind": _("题型不能修改，请另建一题")})
    if open_text is not None and open_text.submitted_at is not None:
        raise Conflict(_("题目正在审题，请先撤回再修改。"))
    secure_changes = is_secure is not None and is_secure != item.is_secure
    if is_secure is not None:
        item.is_secure = is_secure
    if latest is not None and content_of(latest) == content:
        changed, fields = latest, []
    elif open_text is not None:
        fields = _changed(open_text, content)
        changed = _rewrite(actor, open_text, content)
    else:
        fields = _changed(latest, content) if latest is not None else []
        changed = _open_version(actor, item, latest.number + 1 if latest else 1, content)
    if fields or secure_changes:
        item.version += 1
        item.save(update_fields=["is_secure", "version"])
        audit(actor, "literacy.update_item", item, content.stem, number=changed.number, fields=fields, is_secure=item.is_secure)
    return changed


@service
def set_enemies(*, actor: Actor, item: Item, other: Item, reason: str = "", apart: bool = True) -> None:
    """Say that two items must not stand in one booklet, with the reason; or take that back."""
    access.require(actor, "literacy.change_items")
    if item.district_id != actor.district.pk or other.district_id != actor.district.pk:
        raise NotFound()
    if item.pk == other.pk:
        raise InvalidInput(fields={"other": _("不能与自己互斥")})
    first, second = sorted((item.pk, other.pk))
    if apart:
        reason = reason.strip()[:200]
        _pair, is_new = ItemEnemy.objects.update_or_create(first_id=first, second_id=second, defaults={"reason": reason})
        audit(actor, "literacy.set_enemies", item, f"{item.code} × {other.code}", reason=reason, is_new=is_new)
    elif ItemEnemy.objects.filter(first_id=first, second_id=second).delete()[0]:
        audit(actor, "literacy.clear_enemies", item, f"{item.code} × {other.code}")


def next_code(actor: Actor, domain: str) -> str:
    """The next free code of a domain, as K0012."""
    prefix = PREFIX[Domain(domain)]
    taken = (
        Item.objects.filter(district=actor.district, code__regex=rf"^{prefix}[0-9]{{4}}$").order_by("-code").values_list("code", flat=True).first()
    )
    return f"{prefix}{int(taken[1:]) + 1 if taken else 1:04d}"


def _open_version(actor: Actor, item: Item, number: int, content: Content) -> ItemVersion:
    editors = [actor.user.pk] if actor.user else []
    return ItemVersion.objects.create(item=item, number=number, author=actor.user, editors=editors, **content.values())


def _rewrite(actor: Actor, version: ItemVersion, content: Content) -> ItemVersion:
    for name, value in content.values().items():
        setattr(version, name, value)
    if actor.user is not None and actor.user.pk not in version.editors:
        version.editors = [*version.editors, actor.user.pk]
    version.save()
    return version


def _changed(version: ItemVersion, content: Content) -> list[str]:
    return [name for name, value in content.values().items() if getattr(version, name) != value]


def close(version: ItemVersion) -> None:
    """From now on the text stays as it is."""
    version.frozen_at = timezone.now()
    version.save(update_fields=["frozen_at"])
