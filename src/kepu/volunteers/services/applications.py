"""Applying without an account, and signing in by telephone."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import Audience, consume_proof, notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Role, User
from kepu.organizations.services.base import audit, service
from kepu.volunteers.identity import check_document, check_phone, key_of
from kepu.volunteers.models import Team, TeamMembership, Volunteer

from .memberships import enter
from .people import CONSENT, fill, note, store

APPLY, SIGN_IN = "volunteer_apply", "volunteer_sign_in"


@service
def apply_as_volunteer(
    *, actor: Actor, phone: str, proof: str, consents: bool, name: str, team: Team | None = None, message: str = "", **values: Any
) -> Volunteer:
    """A resident asks to become a volunteer, of a team that recruits or of the district; `proof` shows that the number is his.

    Raises InvalidInput by field, Conflict where the document, or name and number, are registered already.
    """
    access.require(actor, "volunteers.apply")
    if not consents:
        raise InvalidInput(fields={"consents": _("请阅读并同意个人信息告知书")})
    consume_proof(actor=actor, phone=phone, purpose=APPLY, proof=proof)
    volunteer = Volunteer(district=actor.district, source=Volunteer.Source.PUBLIC)
    volunteer.consent_version, volunteer.consented_at = CONSENT, timezone.now()
    consented = values.pop("guardian_consents", False)
    _refuse_known(actor, name, phone, values)
    fill(volunteer, {"name": name, "phone": phone, **values}, consented)
    store(volunteer, values)
    note(actor, volunteer, "apply", "")
    audit(actor, "volunteers.apply", volunteer, str(volunteer.pk))
    if team is not None:
        team = access.fetch(actor, Team.objects.filter(is_recruiting=True, is_active=True), "volunteers.apply", pk=team.pk)
        enter(TeamMembership(team=team, volunteer=volunteer, state=TeamMembership.State.APPLIED, message=message.strip()[:300]))
    tell_of_application(actor, volunteer, team)
    return volunteer


@service
def sign_in_by_phone(*, actor: Actor, phone: str, proof: str) -> list[Volunteer]:
    """The volunteers of a proven number (a family may share one); raises InvalidInput where none is registered."""
    access.require(actor, "volunteers.apply")
    consume_proof(actor=actor, phone=phone, purpose=SIGN_IN, proof=proof)
    found = list(of_phone(actor, phone))
    if not found:
        raise InvalidInput(fields={"phone": _("这个手机号还没有登记为志愿者，请先报名")})
    for volunteer in found:
        audit(actor, "volunteers.sign_in", volunteer, str(volunteer.pk))
    return found


def of_phone(actor: Actor, phone: str) -> Any:
    """Volunteers of a number."""
    return Volunteer.objects.filter(district=actor.district, phone_key=key_of(actor.district.code, "phone", check_phone(phone))).order_by("pk")


def tell_of_application(actor: Actor, volunteer: Volunteer, team: Team | None) -> None:
    """Tell those who decide: the team's leaders, else the unit's head; without a team the office."""
    recipients: list[User | Audience] = [Audience.office()]
    if team is not None:
        recipients = [membership.user for membership in team.leaders.select_related("user")]
        recipients = recipients or [Audience((Role.UNIT_HEAD,), unit_id=team.unit_id)]
    notify(
        actor=actor,
        recipients=recipients,
        kind="volunteer_application",
        title=_("新的志愿者报名：%s") % (team or actor.district),
        url=reverse("volunteers:applications"),
        dedupe_key=f"volunteer-{volunteer.pk}-{team.pk if team else 0}-{volunteer.version}",
    )


def _refuse_known(actor: Actor, name: str, phone: str, values: dict[str, Any]) -> None:
    code = actor.district.code
    try:
        same = Volunteer.objects.filter(district=actor.district, phone_key=key_of(code, "phone", check_phone(phone)), name=name.strip())
        if number := values.get("document_number"):
            kind = values.get("document") or Volunteer.Document.IDENTITY
            same = same | Volunteer.objects.filter(district=actor.district, document_key=key_of(code, kind, check_document(kind, number)))
    except ValueError:
        return  # `fill` says what is wrong
    if same.exists():
        raise Conflict(_("您已经登记为志愿者，请用手机号登录“我的志愿服务”查看。"))
