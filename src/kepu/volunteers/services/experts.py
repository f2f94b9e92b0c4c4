"""The pool of experts and their invitations."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import notify, send_text
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.ui.formats import cn_datetime
from kepu.volunteers.models import Invitation, Volunteer

State = Invitation.State


@service
def set_expert(
    *, actor: Actor, volunteer: Volunteer, is_expert: bool, is_silver_age: bool = False, title: str = "", biography: str = ""
) -> Volunteer:
    """Take a volunteer into the pool of experts, marked as 银龄 where he is retired, or out of it."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.change_expert", lock=True, pk=volunteer.pk)
    if volunteer.erased_at is not None:
        raise Conflict(_("这位志愿者的个人信息已删除。"))
    volunteer.is_expert, volunteer.is_silver_age = is_expert, is_expert and is_silver_age
    volunteer.title, volunteer.biography = title.strip()[:60] or volunteer.title, biography.strip()[:2000]
    volunteer.version += 1
    volunteer.save()
    audit(actor, "volunteers.set_expert", volunteer, str(volunteer.pk), expert=is_expert, silver_age=volunteer.is_silver_age)
    return volunteer


@service
def invite_expert(
    *, actor: Actor, expert: Volunteer, title: str, starts_at: datetime, ends_at: datetime, place: str = "", message: str = ""
) -> Invitation:
    """Ask an expert to come; he is told by text message and answers on his page.

    Raises InvalidInput by field, Conflict where he has accepted something else at that time.
    """
    queryset = Volunteer.objects.filter(is_expert=True, state__in=("approved", "active"))
    expert = access.fetch(actor, queryset, "volunteers.invite_expert", pk=expert.pk)
    if not title.strip() or not timedelta() < ends_at - starts_at <= timedelta(days=7):
        raise InvalidInput(fields={"ends_at": _("请填写活动名称，结束时间要晚于开始时间")})
    _refuse_clash(expert, starts_at, ends_at)
    invitation = Invitation.objects.create(
        district=actor.district,
        expert=expert,
        unit=actor.unit,
        title=title.strip()[:200],
        place=place.strip()[:200],
        starts_at=starts_at,
        ends_at=ends_at,
        message=message.strip()[:500],
        sent_by=actor.user,
    )
    if expert.phone:
        told = {"title": invitation.title[:30], "when": cn_datetime(starts_at), "unit": str(actor.unit or actor.district)[:30]}
        send_text(actor=actor, phone=expert.phone, template="volunteer_invitation", parameters=told)
    audit(actor, "volunteers.invite_expert", invitation, invitation.title, expert=expert.pk)
    return invitation


@service
def answer_invitation(*, actor: Actor, invitation: Invitation, accept: bool, answer: str = "") -> Invitation:
    """The expert answers, or the office enters what he said on the telephone."""
    invitation = _waiting(actor, invitation, "volunteers.answer_invitation")
    if accept:
        _refuse_clash(invitation.expert, invitation.starts_at, invitation.ends_at)
    invitation.state = State.ACCEPTED if accept else State.DECLINED
    invitation.answer, invitation.answered_at = answer.strip()[:300], timezone.now()
    invitation.save()
    audit(actor, f"volunteers.{invitation.state}_invitation", invitation, invitation.title)
    if invitation.sent_by is not None:
        said = _("接受了邀请：%s") if accept else _("谢绝了邀请：%s")
        title = f"{invitation.expert.name} " + said % invitation.title
        notify(actor=actor, recipients=[invitation.sent_by], kind="expert_answer", title=title, url=reverse("volunteers:invitations"))
    return invitation


@service
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> Invitation:
    """The unit takes its invitation back."""
    invitation = _waiting(actor, invitation, "volunteers.withdraw_invitation")
    invitation.state = State.WITHDRAWN
    invitation.save(update_fields=["state"])
    audit(actor, "volunteers.withdraw_invitation", invitation, invitation.title)
    return invitation


def _waiting(actor: Actor, invitation: Invitation, perm: str) -> Invitation:
    queryset = Invitation.objects.select_related("expert", "unit", "sent_by")
    invitation = access.fetch(actor, queryset, perm, lock=True, pk=invitation.pk)
    if invitation.state != State.SENT:
        raise Conflict(_("这份邀请%s，不能再改。") % invitation.get_state_display())
    return invitation


def _refuse_clash(expert: Volunteer, starts_at: datetime, ends_at: datetime) -> None:
    taken = expert.invitations.filter(state=State.ACCEPTED, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if taken is not None:
        raise Conflict(_("专家这段时间已接受“%s”的邀请。") % taken.title)
