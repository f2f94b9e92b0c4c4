"""Proving a telephone number by a code: `send_code`, then `verify_code` gives a proof, which the write that needs the number consumes."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.models import PhoneCode
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, TooManyRequests
from kepu.organizations.services.base import service

from .texts import clean_phone, send_text

MINUTES = 5
ATTEMPTS = 5
PROOF_MINUTES = 60
# (codes, seconds): no more codes than this in such a time, to one number and from one network address.
PER_PHONE = ((1, 60), (5, 3600), (10, 86400))
PER_ADDRESS = ((30, 3600), (100, 86400))
SALT = "kepu.phone_proof"


@service
def send_code(*, actor: Actor, phone: str, purpose: str, address: str) -> PhoneCode:
    """Send a six-digit code to a number; `address` is the network address of who asks. An older code for the same purpose ends.

    Raises InvalidInput for a wrong number, TooManyRequests with the seconds to wait.
    """
    phone, now = clean_phone(phone), timezone.now()
    digests = {"phone_digest": phone_digest(phone), "address_digest": _digest("address", address)}
    _check_rate("phone_digest", digests["phone_digest"], PER_PHONE)
    _check_rate("address_digest", digests["address_digest"], PER_ADDRESS)
    PhoneCode.objects.filter(district=actor.district, purpose=purpose, phone_digest=digests["phone_digest"], verified_at=None).update(expires_at=now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    made = PhoneCode.objects.create(
        district=actor.district,
        purpose=purpose,
        code_digest=_digest("code", phone, purpose, code),
        created_at=now,
        expires_at=now + datetime.timedelta(minutes=MINUTES),
        **digests,
    )
    send_text(actor=actor, phone=phone, template="code", parameters={"code": code, "minutes": str(MINUTES)}, minutes=MINUTES)
    return made


def verify_code(*, actor: Actor, phone: str, purpose: str, code: str) -> str:
    """The proof that the number is the person's, good for an hour and one write.

    A code that was used is verified again, so that a write whose answer got lost may be repeated; its proof opens nothing new.
    Raises InvalidInput for a wrong, expired or exhausted code. A wrong attempt is counted whatever the caller does
    afterwards, so it must not be called inside a transaction that then fails.
    """
    phone = clean_phone(phone)
    found = _try_code(actor=actor, phone=phone, purpose=purpose, code=code.strip())
    if found is None:
        raise InvalidInput(fields={"code": _("验证码不存在或已过期，请重新获取")})
    if found.verified_at is None:
        left = ATTEMPTS - found.attempts
        text = _("验证码不正确，还可以再试 %d 次") % left if left else _("验证码输错次数过多，请重新获取")
        raise InvalidInput(fields={"code": text})
    return signing.dumps([found.pk, found.phone_digest], salt=SALT)


@service
def _try_code(*, actor: Actor, phone: str, purpose: str, code: str) -> PhoneCode | None:
    current = PhoneCode.objects.select_for_update().filter(
        district=actor.district, purpose=purpose, phone_digest=phone_digest(phone), expires_at__gt=timezone.now(), attempts__lt=ATTEMPTS
    )
    found = current.first()
    if found is None:
        return None
    PhoneCode.objects.filter(pk=found.pk).update(attempts=F("attempts") + 1)
    found.attempts += 1
    right = hmac.compare_digest(found.code_digest, _digest("code", phone, purpose, code))
    found.verified_at = timezone.now() if right else None
    found.save(update_fields=["verified_at"])
    return found


@service
def consume_proof(*, actor: Actor, phone: str, purpose: str, proof: str) -> PhoneCode:
    """Use a proof for a write in the same transaction; raises InvalidInput where it is not for this number, expired or used."""
    refused = InvalidInput(fields={"code": _("手机号还没有验证，或验证已过期，请重新获取验证码")})
    try:
        pk, digest = signing.loads(proof, salt=SALT, max_age=PROOF_MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        raise refused from None
    code = PhoneCode.objects.select_for_update().filter(
        pk=pk, district=actor.district, purpose=purpose, phone_digest=phone_digest(clean_phone(phone)), used_at=None
    )
    found = code.first()
    if found is None or found.verified_at is None or digest != found.phone_digest:
        raise refused
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    return found


def forget_codes() -> int:
    """Delete what no rate limit looks at any more; how many."""
    return PhoneCode.objects.filter(created_at__lt=timezone.now() - datetime.timedelta(days=2)).delete()[0]


def phone_digest(phone: str) -> str:
    """What stands for a number where it must be found again but not be read."""
    return _digest("phone", phone)


def _digest(*parts: str) -> str:
    key = hashlib.sha256(f"digest:{settings.FIELD_ENCRYPTION_KEY}".encode()).digest()
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _check_rate(field: str, digest: str, limits: tuple[tuple[int, int], ...]) -> None:
    now = timezone.now()
    sent = PhoneCode.objects.filter(**{field: digest}, created_at__gt=now - datetime.timedelta(seconds=limits[-1][1]))
    times = list(sent.order_by("-created_at").values_list("created_at", flat=True)[: limits[-1][0]])
    for count, seconds in limits:
        if len(times) >= count and (age := (now - times[count - 1]).total_seconds()) < seconds:
            wait = max(int(seconds - age), 1)
            raise TooManyRequests(_("获取验证码太频繁，请 %d 秒后再试。") % wait, retry_after=wait)
