"""Writes of people and their hats."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Membership, Role, Unit, User

from .base import audit, service
from .invitations import person_of_district, refuse_shared


@service
def create_user(*, actor: Actor, username: str, display_name: str, password: str | None = None, phone: str = "") -> User:
    """Enter a person; without a password the account cannot be used until one is set."""
    require(actor, "organizations.change_people")
    if User.objects.filter(username=username).exists():
        raise InvalidInput(fields={"username": _("账号“%s”已存在") % username})
    user = User(username=username, display_name=display_name, phone=phone)
    user.set_password(password)
    user.save()
    audit(actor, "organizations.create_user", user, display_name)
    return user


@service
def add_membership(*, actor: Actor, user: User, unit: Unit, role: str) -> Membership:
    """Give a person a role in a unit of the actor's district; giving it again revives it."""
    require(actor, "organizations.change_people", unit)
    if unit.district_id != actor.district.pk:
        raise InvalidInput(_("只能在本区单位任职。"))
    if role not in Role.values:
        raise InvalidInput(fields={"role": _("角色不在目录中")})
    membership, _created = Membership.objects.update_or_create(user=user, unit=unit, role=role, defaults={"is_active": True})
    audit(actor, "organizations.add_membership", membership, str(membership))
    return membership


@service
def enter_person(*, actor: Actor, username: str, display_name: str, phone: str, unit: Unit, role: str) -> User:
    """Enter a person with the first role, both or neither; errors as of `create_user` and `add_membership`."""
    user = create_user(actor=actor, username=username, display_name=display_name, phone=phone)
    add_membership(actor=actor, user=user, unit=unit, role=role)
    return user


@service
def update_person(*, actor: Actor, user: User, display_name: str, email: str, phone: str, is_active: bool) -> User:
    """Change what belongs to the account; an empty phone number leaves the known one.

    Raises NotFound for somebody without a role in the district, Conflict for closing one's own account or an account that works in another
    district too.
    """
    require(actor, "organizations.change_people")
    found = person_of_district(actor, user.pk)
    refuse_shared(actor, found)
    if not display_name.strip():
        raise InvalidInput(fields={"display_name": _("请填写姓名")})
    if not is_active and actor.user is not None and actor.user.pk == found.pk:
        raise Conflict(_("不能停用自己的账号。"))
    found.display_name, found.email, found.is_active = display_name.strip(), email.strip(), is_active
    found.phone = phone.strip() or found.phone
    found.save(update_fields=["display_name", "email", "is_active", "phone"])
    audit(actor, "organizations.update_person", found, found.display_name, is_active=is_active, new_phone=bool(phone.strip()))
    return found


@service
def end_membership(*, actor: Actor, membership: Membership) -> Membership:
    """Take a role away. The office must keep at least one person, and nobody takes his own present role (Conflict)."""
    hat = fetch(actor, Membership, "organizations.change_people", lock=True, district_path="unit__district", pk=membership.pk)
    if actor.membership is not None and actor.membership.pk == hat.pk:
        raise Conflict(_("不能收回您正在使用的角色。"))
    offices = Membership.objects.filter(unit__district=actor.district, role=Role.OFFICE, is_active=True, user__is_active=True).exclude(pk=hat.pk)
    if hat.role == Role.OFFICE and not offices.exists():
        raise Conflict(_("纲要办至少要保留一人。"))
    hat.is_active = False
    hat.save(update_fields=["is_active"])
    audit(actor, "organizations.end_membership", hat, str(hat))
    return hat
