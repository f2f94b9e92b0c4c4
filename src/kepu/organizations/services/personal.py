"""Rights of a person over personal data (个人信息保护法, articles 44 to 50)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import ApiToken, ErasureRequest, Membership, PrivacyConsent, User

from .base import audit, service
from .invitations import person_of_district, refuse_shared

NOTICE_VERSION = "2026-1"
Status = ErasureRequest.Status


@service
def accept_notice(*, actor: Actor) -> PrivacyConsent:
    """Note that the person accepts the present notice on personal data; once per version."""
    require(actor, "organizations.use_account")
    assert actor.user is not None
    consent, is_new = PrivacyConsent.objects.get_or_create(user=actor.user, version=NOTICE_VERSION)
    if is_new:
        audit(actor, "organizations.accept_notice", consent, NOTICE_VERSION)
    return consent


@service
def request_erasure(*, actor: Actor, reason: str = "") -> ErasureRequest:
    """Ask the office to erase what identifies the account; asking again while it is open changes nothing."""
    require(actor, "organizations.use_account")
    assert actor.user is not None
    defaults = {"district": actor.district, "reason": reason.strip()[:300]}
    request, is_new = ErasureRequest.objects.get_or_create(user=actor.user, status=Status.OPEN, defaults=defaults)
    if is_new:
        audit(actor, "organizations.request_erasure", request)
    return request


@service
def withdraw_erasure(*, actor: Actor, request: ErasureRequest) -> ErasureRequest:
    """The person thought better of it."""
    request = _open(actor, request, "organizations.withdraw_erasure")
    return _close(actor, request, Status.WITHDRAWN, "")


@service
def refuse_erasure(*, actor: Actor, request: ErasureRequest, answer: str) -> ErasureRequest:
    """Tell the person why the data must be kept for now."""
    request = _open(actor, request, "organizations.handle_erasure")
    if not answer.strip():
        raise InvalidInput(fields={"answer": _("请写明不能删除的理由")})
    return _close(actor, request, Status.REFUSED, answer)


@service
def erase_person(*, actor: Actor, request: ErasureRequest, answer: str = "") -> ErasureRequest:
    """Close the account and erase name, number, address and secrets; what the person did stays under a number, as the law on archives asks.

    Raises Conflict for one's own account and for somebody who also works in another district.
    """
    request = _open(actor, request, "organizations.handle_erasure")
    person = person_of_district(actor, request.user_id)
    refuse_shared(actor, person)
    if actor.user is not None and actor.user.pk == person.pk:
        raise Conflict(_("不能删除自己的账号，请由另一位同事处理。"))
    erase(person)
    return _close(actor, request, Status.DONE, answer)


def erase(person: User) -> None:
    """Take from the account all that identifies the person or lets anybody in."""
    person.username, person.display_name = f"erased-{person.pk}", _("已注销用户")
    person.first_name = person.last_name = person.email = person.phone = ""
    person.is_active = False
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    PrivacyConsent.objects.filter(user=person).delete()
    for name in ("authenticator_set", "emailaddress_set"):
        getattr(person, name).all().delete()
    Membership.objects.filter(user=person).update(is_active=False)
    ApiToken.objects.filter(membership__user=person).delete()


@service
def reveal_phone(*, actor: Actor, user: User) -> str:
    """The telephone number of a person of the district; who asked stands in the audit log."""
    require(actor, "organizations.reveal_phone")
    found = person_of_district(actor, user.pk)
    audit(actor, "organizations.reveal_phone", found, str(found.get_full_name()))
    return str(found.phone)


def _open(actor: Actor, request: ErasureRequest, perm: str) -> ErasureRequest:
    request = fetch(actor, ErasureRequest, perm, lock=True, pk=request.pk)
    if request.status != Status.OPEN:
        raise Conflict(_("这项申请%s，不能再处理。") % request.get_status_display())
    return request


def _close(actor: Actor, request: ErasureRequest, status: str, answer: str) -> ErasureRequest:
    request.status, request.answer = status, answer.strip()[:300]
    request.handled_by, request.handled_at = actor.user, timezone.now()
    request.save()
    audit(actor, f"organizations.erasure_{status}", request, request.answer)
    return request
