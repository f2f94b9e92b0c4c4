"""Personal API tokens."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import ApiToken
from kepu.organizations.tokens import new_secret, token_digest

from .base import audit, service

MAX_DAYS = 366
MAX_TOKENS = 20


@service
def create_token(*, actor: Actor, name: str, days: int, can_write: bool = False) -> tuple[ApiToken, str]:
    """Make a token for the actor's membership, valid for `days`; the secret is returned once and never stored."""
    require(actor, "organizations.use_tokens")
    assert actor.membership is not None
    if not name.strip():
        raise InvalidInput(fields={"name": _("请写明用途，以便日后辨认")})
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput(fields={"days": _("有效期为 1–%d 天") % MAX_DAYS})
    if ApiToken.objects.filter(membership=actor.membership, revoked_at=None, expires_at__gt=timezone.now()).count() >= MAX_TOKENS:
        raise InvalidInput(_("有效的令牌已有 %d 个，请先停用不再使用的。") % MAX_TOKENS)
    secret = new_secret()
    token = ApiToken.objects.create(
        membership=actor.membership,
        name=name.strip()[:60],
        digest=token_digest(secret),
        hint=secret[:10],
        can_write=can_write,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit(actor, "organizations.create_token", token, token.name, can_write=can_write, days=days)
    return token, secret


@service
def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Stop one of the actor's own tokens at once; stopping it again changes nothing."""
    token = fetch(actor, ApiToken, "organizations.revoke_token", lock=True, district_path="membership__unit__district", pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit(actor, "organizations.revoke_token", token, token.name)
    return token
