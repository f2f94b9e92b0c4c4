"""A volunteer's way from the application to the end."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.steps import clean_reason
from kepu.volunteers.models import TeamMembership, Volunteer
from kepu.volunteers.volunteer_states import TRANSITIONS

from .people import note

REASON_LIMIT = 300


@service
def move_volunteer(*, actor: Actor, volunteer: Volunteer, verb: str, reason: str = "") -> Volunteer:
    """Take one step of the table; leaving ends the memberships too. Raises Conflict from another state, InvalidInput without a reason."""
    if verb not in TRANSITIONS:
        raise InvalidInput(fields={"verb": _("没有这种操作")})
    volunteer = access.fetch(actor, Volunteer, TRANSITIONS[verb].perm, lock=True, pk=volunteer.pk)
    return step(actor, volunteer, verb, reason)


def step(actor: Actor, volunteer: Volunteer, verb: str, reason: str = "") -> Volunteer:
    """The step itself, for services that have checked the right and hold the lock."""
    row = TRANSITIONS[verb]
    if volunteer.state not in row.sources:
        raise Conflict(_("志愿者目前“%(state)s”，不能%(verb)s。") % {"state": volunteer.get_state_display(), "verb": row.label})
    if volunteer.erased_at is not None:
        raise Conflict(_("这位志愿者的个人信息已删除，不能再变更。"))
    reason = clean_reason(reason, row.label, needed=row.needs_reason, limit=REASON_LIMIT)
    if row.target in ("approved", "active") and volunteer.birth_date is not None and volunteer.guardian_consented_at is None:
        raise Conflict(_("未成年人须由监护人同意后才能服务。"))
    old, volunteer.state, volunteer.reason = volunteer.state, row.target, reason
    volunteer.version += 1
    volunteer.save()
    if verb in ("leave", "refuse"):
        _end_memberships(actor, volunteer, verb)
    if verb in ("leave", "refuse", "suspend"):
        volunteer.signups.filter(session__state="open").update(is_cancelled=True)
    note(actor, volunteer, verb, old, reason)
    audit(actor, f"volunteers.{verb}_volunteer", volunteer, str(volunteer.pk), state=[old, volunteer.state], reason=reason)
    return volunteer


def _end_memberships(actor: Actor, volunteer: Volunteer, verb: str) -> None:
    now, today = timezone.now(), timezone.localdate()
    own = volunteer.team_memberships
    own.filter(state="active").update(state=TeamMembership.State.LEFT, left_on=today, decided_at=now, decided_by=actor.user)
    ended = TeamMembership.State.REFUSED if verb == "refuse" else TeamMembership.State.LEFT
    own.filter(state__in=("applied", "invited")).update(state=ended, decided_at=now, decided_by=actor.user)
