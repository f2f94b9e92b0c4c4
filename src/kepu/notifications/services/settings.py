"""A person's choice of channels."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kepu.notifications.models import Preference
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.services.base import audit, service


@service
def set_preference(*, actor: Actor, by_email: bool, email: str = "") -> Preference:
    """Choose e-mail or not, with the address; raises InvalidInput for an address that cannot be one."""
    access.require(actor, "notifications.choose_channels")
    if actor.user is None:
        raise PermissionDenied()
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise InvalidInput(fields={"email": _("邮箱地址的格式不正确")}) from error
    elif by_email:
        raise InvalidInput(fields={"email": _("要收邮件，请填写邮箱地址")})
    actor.user.email = email
    actor.user.save(update_fields=["email"])
    preference, _created = Preference.objects.update_or_create(user=actor.user, defaults={"by_email": by_email})
    audit(actor, "notifications.set_preference", preference, by_email=by_email)
    return preference
