"""The pool of experts and the invitations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.views.writes import acting, submit, try_service
from kepu.volunteers import queries, services
from kepu.volunteers.forms.sessions import InvitationForm
from kepu.volunteers.models import Invitation, Volunteer

from .common import PAGE_SIZE


@require_GET
@page("volunteers.view_experts")
def experts(request: HttpRequest) -> HttpResponse:
    """Experts, found by name, title, field or words of the biography."""
    actor, search, field = acting(request), request.GET.get("q", "").strip(), request.GET.get("field", "")
    found = queries.experts(actor)
    if search:
        words = Q(name__icontains=search) | Q(title__icontains=search) | Q(employer__icontains=search) | Q(biography__icontains=search)
        found = found.filter(words | Q(pk__in=Volunteer.objects.filter(skills__name__icontains=search).values("pk")))
    if field:
        found = found.filter(pk__in=Volunteer.objects.filter(fields__code=field).values("pk"))
    if request.GET.get("silver"):
        found = found.filter(is_silver_age=True)
    context = {
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "search": search,
        "field": field,
        "silver": request.GET.get("silver", ""),
        "service_fields": queries.skill_fields(actor),
        "may_invite": allowed(actor, "volunteers.invite_expert"),
    }
    return render(request, "volunteers/experts.html", context)


@page("volunteers.invite_expert")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an expert to come."""
    actor = acting(request)
    expert = fetch(actor, Volunteer.objects.filter(is_expert=True), "volunteers.invite_expert", pk=pk)
    form = InvitationForm(request.POST or None)
    if submit(request, form, _("邀请已发出。"), services.invite_expert, actor=actor, expert=expert) is not None:
        return redirect("volunteers:invitations")
    history = expert.invitations.select_related("unit")[:20]
    return render(request, "volunteers/invite.html", {"form": form, "expert": expert, "history": history}, status=422 if form.errors else 200)


@page("volunteers.invite_expert")
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations of the district or the own unit; withdrawing one, or entering an answer by telephone."""
    actor = acting(request)
    found = Invitation.objects.filter(district=actor.district).select_related("expert", "unit")
    if not allowed(actor, "volunteers.manage_district"):
        found = found.filter(unit=actor.unit)
    if request.method == "POST":
        return _move(request)
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "volunteers/invitations.html", {"page_obj": page_obj, "is_office": allowed(actor, "volunteers.manage_district")})


def _move(request: HttpRequest) -> HttpResponse:
    actor, action = acting(request), request.POST.get("action", "")
    perm = "volunteers.withdraw_invitation" if action == "withdraw" else "volunteers.answer_invitation"
    if request.POST.get("pk", "").isdecimal():
        invitation = fetch(actor, Invitation, perm, pk=int(request.POST["pk"][:18]))
        if action == "withdraw":
            try_service(request, _("邀请已撤回。"), services.withdraw_invitation, actor=actor, invitation=invitation)
        elif action in ("accept", "decline"):
            values = {"actor": actor, "invitation": invitation, "accept": action == "accept", "answer": _("电话答复")}
            try_service(request, _("已记录答复。"), services.answer_invitation, **values)
    return redirect("volunteers:invitations")
