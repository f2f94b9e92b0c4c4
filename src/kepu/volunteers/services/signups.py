"""Who will come: volunteers sign up themselves, or the team assigns them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import send_text
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.ui.formats import cn_datetime
from kepu.volunteers.models import ServiceSession, Signup, Volunteer

from .presence import SERVES

State = ServiceSession.State
SESSIONS = ServiceSession.objects.select_related("team__unit", "area")


@service
def sign_up(*, actor: Actor, session: ServiceSession, volunteer: Volunteer) -> Signup:
    """A volunteer says that he will come; raises Conflict where the session is full, over, or not open to him."""
    session = _coming(actor, session, "volunteers.enter_session")
    volunteer = access.fetch(actor, Volunteer, "volunteers.sign_up", pk=volunteer.pk)
    if not session.is_public and not volunteer.team_memberships.filter(team=session.team_id, state="active").exists():
        raise Conflict(_("这次服务只招募“%s”的队员。") % session.team)
    return _enter(actor, session, volunteer, is_organiser=False)


@service
def cancel_signup(*, actor: Actor, session: ServiceSession, volunteer: Volunteer) -> Signup:
    """A volunteer cannot come after all."""
    session = _coming(actor, session, "volunteers.enter_session")
    volunteer = access.fetch(actor, Volunteer, "volunteers.sign_up", pk=volunteer.pk)
    signup = Signup.objects.filter(session=session, volunteer=volunteer, is_cancelled=False).first()
    if signup is None:
        raise Conflict(_("您没有报名这次服务。"))
    signup.is_cancelled = True
    signup.save(update_fields=["is_cancelled"])
    audit(actor, "volunteers.cancel_signup", session, str(volunteer.pk))
    return signup


@service
def assign_volunteers(*, actor: Actor, session: ServiceSession, volunteers: Iterable[Volunteer], organisers: Iterable[Volunteer] = ()) -> int:
    """The team says who serves, replacing what it said before; each newcomer is told by text message. Returns how many serve."""
    session = _coming(actor, session, "volunteers.assign")
    leading = {volunteer.pk for volunteer in organisers}
    wanted = {volunteer.pk: volunteer for volunteer in (*volunteers, *organisers)}
    members = Volunteer.objects.filter(pk__in=wanted, team_memberships__team=session.team, team_memberships__state="active").distinct()
    known = {signup.volunteer_id: signup for signup in session.signups.select_related("volunteer")}
    if missing := wanted.keys() - {member.pk for member in members} - known.keys():
        raise InvalidInput(fields={"volunteers": _("%d人不是本队队员，不能安排") % len(missing)})
    session.signups.exclude(volunteer__in=wanted).update(is_cancelled=True)
    for pk, volunteer in wanted.items():
        signup = known.get(pk)
        if signup is None or signup.is_cancelled:
            _enter(actor, session, volunteer, is_organiser=pk in leading)
            _tell(actor, session, volunteer)
        elif signup.is_organiser != (pk in leading):
            signup.is_organiser = pk in leading
            signup.save(update_fields=["is_organiser"])
    audit(actor, "volunteers.assign", session, session.title, volunteers=sorted(wanted), organisers=sorted(leading))
    return len(wanted)


def _coming(actor: Actor, session: ServiceSession, perm: str) -> ServiceSession:
    session = access.fetch(actor, SESSIONS, perm, lock=True, pk=session.pk)
    if session.state != State.OPEN or session.ends_at <= timezone.now():
        raise Conflict(_("这次服务%s，不能再报名。") % (_("已经结束") if session.state == State.OPEN else session.get_state_display()))
    return session


def _enter(actor: Actor, session: ServiceSession, volunteer: Volunteer, *, is_organiser: bool) -> Signup:
    if volunteer.state not in SERVES:
        raise Conflict(_("“%(name)s”目前“%(state)s”，不能参加服务。") % {"name": volunteer.name, "state": volunteer.get_state_display()})
    if session.places and session.signups.filter(is_cancelled=False).exclude(volunteer=volunteer).count() >= session.places:
        raise Conflict(_("名额已满（%d人）。") % session.places)
    clash = Signup.objects.filter(volunteer=volunteer, is_cancelled=False, session__state=State.OPEN).exclude(session=session)
    other = clash.filter(session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at).select_related("session").first()
    if other is not None:
        raise Conflict(_("“%(name)s”同一时间已报名“%(session)s”。") % {"name": volunteer.name, "session": other.session})
    values = {"is_cancelled": False, "is_organiser": is_organiser}
    signup, _new = Signup.objects.update_or_create(session=session, volunteer=volunteer, defaults=values)
    audit(actor, "volunteers.sign_up", session, str(volunteer.pk))
    return signup


def _tell(actor: Actor, session: ServiceSession, volunteer: Volunteer) -> None:
    if volunteer.phone:
        told = {"title": session.title[:30], "when": cn_datetime(session.starts_at), "place": session.place[:30]}
        send_text(actor=actor, phone=volunteer.phone, template="volunteer_session", parameters=told)
