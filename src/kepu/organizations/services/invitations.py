"""Links by which a person sets his own password: nothing secret is stored, and a link dies with its first use or after two weeks."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, NotFound
from kepu.organizations.models import Membership, User

from .base import audit, service

tokens = PasswordResetTokenGenerator()


def without_password(actor: Actor) -> QuerySet[User]:
    """People of the district who have not set a password yet."""
    own = Membership.objects.filter(unit__district=actor.district, is_active=True)
    people = User.objects.filter(pk__in=own.values("user_id"), is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return people.prefetch_related("memberships__unit").order_by("pk")


@service
def invite(*, actor: Actor, users: Iterable[User]) -> dict[int, str]:
    """Path of the link for each person, by primary key; only for those without a password, and written down as handed out."""
    require(actor, "organizations.change_people")
    waiting = {user.pk: user for user in without_password(actor).filter(pk__in=[user.pk for user in users])}
    if not waiting:
        raise Conflict(_("这些人员都已设置密码，不需要设密码链接。"))
    for user in waiting.values():
        audit(actor, "organizations.invite", user, str(user.get_full_name()))
    return {
        pk: reverse("organizations:set_password", kwargs={"uidb64": urlsafe_base64_encode(force_bytes(pk)), "token": tokens.make_token(user)})
        for pk, user in waiting.items()
    }


@service
def reset_password(*, actor: Actor, user: User) -> User:
    """Take the password away, which ends all sessions and kills every earlier link; a new link is then given by `invite`.

    Raises NotFound for somebody without a role in the district, Conflict for oneself and for a person who also works in another district.
    """
    require(actor, "organizations.change_people")
    found = person_of_district(actor, user.pk)
    if actor.user is not None and found.pk == actor.user.pk:
        raise Conflict(_("不能重置自己的密码，请在“账号与安全”中修改。"))
    refuse_shared(actor, found)
    found.set_unusable_password()
    found.save(update_fields=["password"])
    audit(actor, "organizations.reset_password", found, str(found.get_full_name()))
    return found


def person_of_district(actor: Actor, pk: int) -> User:
    """A person with a role in the actor's district, locked; NotFound for anybody else."""
    own = Membership.objects.filter(unit__district=actor.district)
    found = User.objects.select_for_update().filter(pk=pk, pk__in=own.values("user_id")).first()
    if found is None:
        raise NotFound()
    return found


def refuse_shared(actor: Actor, user: User) -> None:
    """What belongs to the account itself is left alone while another district relies on it too (Conflict)."""
    if Membership.objects.filter(user=user, is_active=True).exclude(unit__district=actor.district).exists():
        raise Conflict(_("这个账号同时在其他区县任职，不能由本区修改账号，只能调整本区的角色。"))
