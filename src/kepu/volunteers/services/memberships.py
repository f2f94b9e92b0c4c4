"""Joining, leaving and changing teams."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import send_text
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import Team, TeamMembership, Volunteer

from .moves import step
from .people import is_old_enough

State = TeamMembership.State
MEMBERS = TeamMembership.objects.select_related("team__unit", "volunteer__district")


@service
def apply_to_team(*, actor: Actor, volunteer: Volunteer, team: Team, message: str = "") -> TeamMembership:
    """A volunteer asks to join a team that recruits; raises Conflict where he is in it or has asked, or is too young."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.apply_to_team", lock=True, pk=volunteer.pk)
    team = access.fetch(actor, Team.objects.filter(is_recruiting=True, is_active=True), "volunteers.find_team", pk=team.pk)
    if volunteer.state in (Volunteer.State.REFUSED, Volunteer.State.LEFT):
        step(actor, volunteer, "reapply")
    made = enter(TeamMembership(team=team, volunteer=volunteer, state=State.APPLIED, message=message.strip()[:300]))
    audit(actor, "volunteers.apply_to_team", made, team.name, volunteer=volunteer.pk)
    return made


@service
def add_to_team(*, actor: Actor, volunteer: Volunteer, team: Team, duty: str = TeamMembership.Duty.MEMBER) -> TeamMembership:
    """The team takes somebody in whom the staff know; he is approved by that."""
    team = access.fetch(actor, Team, "volunteers.decide_member", pk=team.pk)
    volunteer = Volunteer.objects.select_for_update().filter(pk=volunteer.pk, district=actor.district).first() or volunteer
    made = enter(TeamMembership(team=team, volunteer=volunteer, state=State.APPLIED, duty=duty))
    return _admit(actor, made)


@service
def decide_membership(*, actor: Actor, membership: TeamMembership, accept: bool, reason: str = "") -> TeamMembership:
    """Take an applicant in, which approves him as a volunteer too, or refuse him with a reason."""
    membership = access.fetch(actor, MEMBERS, "volunteers.decide_member", lock=True, district_path="team__district", pk=membership.pk)
    if membership.state != State.APPLIED:
        raise Conflict(_("这份申请%s，不能再审核。") % membership.get_state_display())
    if accept:
        return _admit(actor, membership)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明不通过的理由")})
    return _end(actor, membership, State.REFUSED, reason)


@service
def end_membership(*, actor: Actor, membership: TeamMembership, reason: str) -> TeamMembership:
    """A member leaves the team, by his own wish or the leader's decision; he stays a volunteer."""
    membership = access.fetch(actor, MEMBERS, "volunteers.end_member", lock=True, district_path="team__district", pk=membership.pk)
    if membership.state not in (State.APPLIED, State.ACTIVE):
        raise Conflict(_("已经不在队中。"))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明理由")})
    return _end(actor, membership, State.LEFT, reason)


@service
def transfer_member(*, actor: Actor, membership: TeamMembership, team: Team, reason: str = "") -> TeamMembership:
    """Move a member to another team, whose leader then decides; who may decide there moves him at once. Returns the new membership."""
    membership = access.fetch(actor, MEMBERS, "volunteers.end_member", lock=True, district_path="team__district", pk=membership.pk)
    team = access.fetch(actor, Team.objects.filter(is_active=True), "volunteers.find_team", pk=team.pk)
    if membership.state != State.ACTIVE or membership.team_id == team.pk:
        raise Conflict(_("只有在队的队员可以转到另一支队。"))
    made = enter(TeamMembership(team=team, volunteer=membership.volunteer, state=State.APPLIED, duty=membership.duty, moved_from=membership))
    audit(actor, "volunteers.transfer_member", made, f"{membership.team} → {team}", volunteer=membership.volunteer_id, reason=reason.strip()[:300])
    return _admit(actor, made) if access.allowed(actor, "volunteers.decide_member", team) else made


@service
def set_duty(*, actor: Actor, membership: TeamMembership, duty: str) -> TeamMembership:
    """Make a member an organiser or contact of the team, or a plain member again."""
    membership = access.fetch(actor, MEMBERS, "volunteers.decide_member", lock=True, district_path="team__district", pk=membership.pk)
    if duty not in TeamMembership.Duty.values or membership.state != State.ACTIVE:
        raise InvalidInput(fields={"duty": _("请为在队队员选择分工")})
    membership.duty = duty
    membership.save(update_fields=["duty"])
    audit(actor, "volunteers.set_duty", membership, str(membership.team), volunteer=membership.volunteer_id, duty=duty)
    return membership


def enter(membership: TeamMembership) -> TeamMembership:
    """Store a new membership; raises Conflict where one is alive or the team takes nobody so young."""
    if not is_old_enough(membership.volunteer, membership.team, timezone.localdate()):
        raise Conflict(_("“%(team)s”招募%(age)d周岁以上的志愿者。") % {"team": membership.team, "age": membership.team.minimum_age})
    try:
        with transaction.atomic():
            membership.save()
    except IntegrityError as error:
        raise Conflict(_("已在“%s”中，或申请正在审核。") % membership.team) from error
    return membership


def _admit(actor: Actor, membership: TeamMembership) -> TeamMembership:
    volunteer = membership.volunteer
    for verb, state in (("approve", Volunteer.State.APPLIED), ("activate", Volunteer.State.APPROVED)):
        if volunteer.state == state:
            step(actor, volunteer, verb)
    if volunteer.state != Volunteer.State.ACTIVE:
        raise Conflict(_("志愿者目前“%s”，不能入队。") % volunteer.get_state_display())
    membership.state, membership.joined_on = State.ACTIVE, timezone.localdate()
    membership.decided_at, membership.decided_by = timezone.now(), actor.user
    membership.save()
    if membership.moved_from is not None and membership.moved_from.state == State.ACTIVE:
        _end(actor, membership.moved_from, State.TRANSFERRED, _("转入%s") % membership.team)
    _tell(actor, membership)
    audit(actor, "volunteers.admit_member", membership, str(membership.team), volunteer=volunteer.pk)
    return membership


def _end(actor: Actor, membership: TeamMembership, state: str, reason: str) -> TeamMembership:
    membership.state, membership.reason = state, reason.strip()[:300]
    membership.decided_at, membership.decided_by = timezone.now(), actor.user
    if membership.joined_on is not None:
        membership.left_on = timezone.localdate()
    membership.save()
    if state == State.REFUSED:
        _tell(actor, membership)
    audit(actor, f"volunteers.{state}_member", membership, str(membership.team), volunteer=membership.volunteer_id, reason=reason.strip()[:300])
    return membership


def _tell(actor: Actor, membership: TeamMembership) -> None:
    """A text message to somebody who applied himself; whoever the staff entered knows already."""
    volunteer = membership.volunteer
    if volunteer.source == Volunteer.Source.PUBLIC and volunteer.phone:
        told = {"team": membership.team.name[:30], "state": str(membership.get_state_display())}
        send_text(actor=actor, phone=volunteer.phone, template="volunteer_decision", parameters=told)
