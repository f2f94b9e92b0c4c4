"""What the morning brings: who serves tomorrow is reminded, papers about to expire are named, minors who came of age are no longer minors."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import Audience, notify, send_text
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, User
from kepu.organizations.services.base import audit, service
from kepu.ui.formats import cn_datetime
from kepu.volunteers.identity import ADULT
from kepu.volunteers.models import Qualification, ServiceSession, Signup, Volunteer

BEFORE = timedelta(days=1)
PAPERS_BEFORE = timedelta(days=30)


@service
def remind_volunteers(*, actor: Actor) -> int:
    """Remind by text message, once, everybody who serves within a day; returns how many."""
    access.require(actor, "volunteers.change_rules")
    now = timezone.now()
    due = Signup.objects.filter(session__district=actor.district, session__state=ServiceSession.State.OPEN, is_cancelled=False, reminded_at=None)
    due = due.filter(session__starts_at__gt=now, session__starts_at__lte=now + BEFORE).select_related("session", "volunteer")
    told = 0
    for signup in due.order_by("pk"):
        if signup.volunteer.phone:
            words = {"title": signup.session.title[:30], "when": cn_datetime(signup.session.starts_at), "place": signup.session.place[:30]}
            send_text(actor=actor, phone=signup.volunteer.phone, template="volunteer_session", parameters=words)
            told += 1
    due.update(reminded_at=now)
    return told


@service
def remind_of_hours(*, actor: Actor) -> int:
    """Tell a team's leaders, else the head of its unit, once, of each session that ended a day ago and whose hours are not confirmed."""
    access.require(actor, "volunteers.change_rules")
    over = ServiceSession.objects.filter(district=actor.district, state__in=("open", "closed"), ends_at__lt=timezone.now() - BEFORE)
    told = 0
    for session in over.filter(check_ins__isnull=False).distinct().select_related("team").prefetch_related("team__leaders__user").order_by("pk"):
        recipients: list[User | Audience] = [membership.user for membership in session.team.leaders.all()]
        told += notify(
            actor=actor,
            recipients=recipients or [Audience((Role.UNIT_HEAD,), unit_id=session.team.unit_id)],
            kind="hours_waiting",
            title=_("请确认服务时长：%s") % session.title,
            url=reverse("volunteers:session", args=[session.pk]),
            dedupe_key=f"hours-{session.pk}",
        )
    return told


@service
def remind_of_papers(*, actor: Actor) -> int:
    """Tell the office of qualifications that expire within a month, each once; returns how many."""
    access.require(actor, "volunteers.change_rules")
    today = timezone.localdate()
    due = Qualification.objects.filter(volunteer__district=actor.district, expires_on__range=(today, today + PAPERS_BEFORE), reminded_on=None)
    count = due.update(reminded_on=today)
    if count:
        title = _("%d份志愿者证书将在30天内到期") % count
        notify(actor=actor, recipients=[Audience.office()], kind="papers", title=title, url=reverse("volunteers:people") + "?papers=soon")
    return count


@service
def forget_childhood(*, actor: Actor) -> int:
    """Of somebody who came of age neither birth date nor guardian is kept any longer; returns how many."""
    access.require(actor, "volunteers.change_rules")
    today = timezone.localdate()
    limit = today.replace(year=today.year - ADULT) if (today.month, today.day) != (2, 29) else today.replace(year=today.year - ADULT, day=28)
    grown = Volunteer.objects.filter(district=actor.district, birth_date__lte=limit)
    count = grown.update(birth_date=None, guardian_name="", guardian_phone="", guardian_consented_at=None)
    if count:
        audit(actor, "volunteers.forget_childhood", actor.district, count=count)
    return count
