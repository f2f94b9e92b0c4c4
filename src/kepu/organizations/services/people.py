"""Writes of people and their hats."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Membership, Role, Unit, User

from .base import audit, service


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
