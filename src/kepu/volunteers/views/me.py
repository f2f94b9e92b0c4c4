"""A volunteer's own pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.errors import NotFound
from kepu.organizations.views.writes import number, submit, try_service
from kepu.volunteers import queries, services
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.forms.people import CertificateForm, PaperForm, ProfileForm
from kepu.volunteers.honours import STARS, minutes_to_next
from kepu.volunteers.models import Invitation, ServiceSession, Team, TeamMembership, Volunteer
from kepu.volunteers.services.presence import SERVES

from .certificates import pdf_answer
from .person_steps import change_papers, zip_answer
from .self import SESSION_KEY, volunteer_page
from .times import change_times, times_context

PAGE_SIZE = 30


@volunteer_page
def me(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer) -> HttpResponse:
    """How he stands: hours, stars, what is next, where help is wanted, what he is asked."""
    now, hours = timezone.now(), queries.hours_of([volunteer.pk])[volunteer.pk]
    missing = minutes_to_next(hours.minutes)
    context = {
        "volunteer": volunteer,
        "family": request.family,  # type: ignore[attr-defined]
        "hours": hours,
        "missing": queries.in_hours(missing) if missing else None,
        "next_star": STARS[hours.stars] if hours.stars < len(STARS) else None,
        "presence": volunteer.check_ins.filter(out_at__isnull=True).select_related("session").first(),
        "coming": queries.own_sessions(volunteer).filter(state=ServiceSession.State.OPEN, ends_at__gt=now).order_by("starts_at"),
        "open": queries.open_to(volunteer, now)[:10] if volunteer.state in SERVES else (),
        "memberships": volunteer.team_memberships.select_related("team").order_by("-pk")[:10],
        "invitations": volunteer.invitations.filter(state=Invitation.State.SENT).select_related("unit"),
    }
    return render(request, "volunteers/me.html", context)


@volunteer_page
def me_session(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer, pk: int) -> HttpResponse:
    """One session: signing up, and checking in and out by place."""
    session = ServiceSession.objects.filter(district=volunteer.district, pk=pk).select_related("team", "topic").first()
    known = session is not None and (session.is_public or session.team.memberships.filter(volunteer=volunteer, state="active").exists())
    if session is None or not (
        known or session.signups.filter(volunteer=volunteer).exists() or session.check_ins.filter(volunteer=volunteer).exists()
    ):
        raise NotFound()
    if request.method == "POST":
        _act(request, actor, volunteer, session)
        return redirect("volunteers:me_session", code=volunteer.district.code, pk=pk)
    presence = session.check_ins.filter(volunteer=volunteer).first()
    context = {
        "volunteer": volunteer,
        "session": session,
        "presence": presence,
        "signup": session.signups.filter(volunteer=volunteer, is_cancelled=False).first(),
        "entry": session.hour_entries.filter(volunteer=volunteer).order_by("-pk").first(),
        "is_open": session.state == ServiceSession.State.OPEN and session.ends_at > timezone.now(),
        "by_place": session.latitude is not None,
    }
    return render(request, "volunteers/me_session.html", context)


def _act(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer, session: ServiceSession) -> None:
    action, values = request.POST.get("action", ""), {"actor": actor, "session": session, "volunteer": volunteer}
    if action == "sign_up":
        try_service(request, _("报名成功。"), services.sign_up, **values)
    elif action == "cancel":
        try_service(request, _("已取消报名。"), services.cancel_signup, **values)
    elif action in ("in", "out"):
        position = _position(request)
        function, text = (services.check_in, _("签到成功。")) if action == "in" else (services.check_out, _("签退成功，时长待确认。"))
        try_service(request, text, function, **values, position=position)


def _position(request: HttpRequest) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(request.POST["latitude"]), float(request.POST["longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if -90 <= latitude <= 90 and -180 <= longitude <= 180 else None


@volunteer_page
def me_hours(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer) -> HttpResponse:
    """His hours one by one, and certificates of them."""
    today = timezone.localdate()
    form = CertificateForm(request.POST or None, initial={"first_day": today.replace(month=1, day=1), "last_day": today})
    values = {"actor": actor, "volunteer": volunteer}
    if submit(request, form, _("证明已出具。"), services.issue_certificate, **values) is not None:
        return redirect("volunteers:me_hours", code=volunteer.district.code)
    entries = volunteer.hour_entries.select_related("session").order_by("-start_at", "-pk")
    context = {
        "volunteer": volunteer,
        "page_obj": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page")),
        "hours": queries.hours_of([volunteer.pk])[volunteer.pk],
        "certificates": volunteer.certificates.all()[:20],
        "form": form,
    }
    return render(request, "volunteers/me_hours.html", context, status=422 if form.errors else 200)


@volunteer_page
def me_certificate(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer, pk: int) -> HttpResponse:
    """His certificate as a file."""
    found = volunteer.certificates.filter(pk=pk).select_related("district").first()
    if found is None:
        raise NotFound()
    return pdf_answer(request, found)


@volunteer_page
def me_profile(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer) -> HttpResponse:
    """What he says of himself, his papers, his rights over what is stored."""
    is_paper = request.POST.get("form") == "paper"
    if is_paper:
        change_papers(request, actor, volunteer)
        return redirect("volunteers:me_profile", code=volunteer.district.code)
    form = ProfileForm(request.POST or None, district=volunteer.district, volunteer=volunteer)
    values = {"actor": actor, "volunteer": volunteer, "version": number(request.POST.get("version"))}
    if submit(request, form, _("已保存。"), services.update_volunteer, **values) is not None:
        return redirect("volunteers:me_profile", code=volunteer.district.code)
    context = {"volunteer": volunteer, "form": form, "papers": volunteer.qualifications.all(), "paper_form": PaperForm()}
    return render(request, "volunteers/me_profile.html", context, status=422 if form.errors else 200)


@volunteer_page
def me_times(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer) -> HttpResponse:
    """When he can serve, and his calendar."""
    if request.method == "POST":
        change_times(request, actor, volunteer)
        return redirect("volunteers:me_times", code=volunteer.district.code)
    return render(request, "volunteers/me_times.html", {"volunteer": volunteer, **times_context(volunteer, may_change=True)})


@volunteer_page
def me_move(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer) -> HttpResponse:
    """Join or leave a team, answer an invitation, leave, or have everything erased."""
    action, asked, code = request.POST.get("action", ""), request.POST, volunteer.district.code
    if action == "join":
        team = Team.objects.filter(district=volunteer.district, pk=number(asked.get("team"))).first() or Team()
        try_service(request, _("申请已提交。"), services.apply_to_team, actor=actor, volunteer=volunteer, team=team)
    elif action == "quit":
        found = volunteer.team_memberships.filter(pk=number(asked.get("pk"))).first() or TeamMembership()
        try_service(request, _("已退队。"), services.end_membership, actor=actor, membership=found, reason=_("本人退出"))
    elif action in ("accept", "decline"):
        invitation = volunteer.invitations.filter(pk=number(asked.get("pk"))).first() or Invitation()
        values = {"actor": actor, "invitation": invitation, "accept": action == "accept", "answer": asked.get("answer", "")}
        try_service(request, _("答复已发送。"), services.answer_invitation, **values)
    elif action == "leave":
        try_service(request, _("已退出志愿服务，随时欢迎回来。"), services.move_volunteer, actor=actor, volunteer=volunteer, verb="leave")
    elif action == "erase" and try_service(request, _("个人信息已删除。"), services.erase_volunteer, actor=actor, volunteer=volunteer):
        request.session.pop(SESSION_KEY, None)
        return redirect("volunteers:join", code=code)
    return redirect("volunteers:me", code=code)


@volunteer_page
def me_data(request: HttpRequest, actor: VolunteerActor, volunteer: Volunteer) -> HttpResponse:
    """Everything that is stored about him."""
    return zip_answer(services.export_person(actor=actor, volunteer=volunteer), volunteer.pk)
