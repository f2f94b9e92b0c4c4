"""Becoming a volunteer, without an account."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kepu.notifications.services import send_code, verify_code
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError, NotFound
from kepu.organizations.models import Area
from kepu.organizations.views.public import address_of, district_of
from kepu.organizations.views.writes import number
from kepu.volunteers import services
from kepu.volunteers.forms.people import ApplicationForm, CodeForm, PhoneForm
from kepu.volunteers.models import ServiceSession, Team
from kepu.volunteers.services.people import CONSENT

from .self import remember


@require_GET
@public_page
def districts(request: HttpRequest) -> HttpResponse:
    """Which districts recruit; straight there where it is only one."""
    found = Area.objects.filter(level=Area.Level.DISTRICT, pk__in=Team.objects.filter(is_recruiting=True, is_active=True).values("district"))
    return render(request, "volunteers/join_districts.html", {"districts": found})


@require_GET
@public_page
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Teams that recruit, and where help is wanted soon."""
    district = district_of(code)
    teams = Team.objects.filter(district=district, is_recruiting=True, is_active=True).select_related("unit").prefetch_related("skills")
    wanted = ServiceSession.objects.filter(district=district, is_public=True, state=ServiceSession.State.OPEN).select_related("team")
    members = Count("memberships", filter=Q(memberships__state="active"))
    context = {"district": district, "teams": teams.annotate(members=members).order_by("pk")[:200], "wanted": wanted.order_by("starts_at")[:10]}
    return render(request, "volunteers/join.html", context)


@require_GET
@public_page
def team(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A team that recruits, as everybody may see it."""
    district = district_of(code)
    found = Team.objects.filter(district=district, is_recruiting=True, is_active=True, pk=pk).select_related("unit", "area").first()
    if found is None:
        raise NotFound()
    context = {"district": district, "team": found, "skills": found.skills.all(), "weekly": found.weekly_times.all()}
    return render(request, "volunteers/join_team.html", context)


@require_GET
@public_page
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The notice on personal data to which an applicant agrees."""
    return render(request, "volunteers/notice.html", {"district": district_of(code), "version": CONSENT})


@never_cache
@public_page
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """First the number and its code, then the form, which carries the proof of the number along."""
    district, asked = district_of(code), request.POST
    team_pk = number(asked.get("team_hint", request.GET.get("team")))
    if "proof" in asked:
        return _send(request, district, team_pk)
    phone_form = PhoneForm(asked or None)
    code_form = CodeForm(asked) if "code" in asked else None
    if request.method == "POST" and phone_form.is_valid() and (code_form is None or code_form.is_valid()):
        phone = phone_form.cleaned_data["phone"]
        try:
            if code_form is not None:
                entered = code_form.cleaned_data["code"]
                proof = verify_code(actor=Actor.resident(district), phone=phone, purpose=services.APPLY, code=entered)
                return _form_page(request, district, ApplicationForm(district=district, initial={"team": team_pk or None}), phone, proof)
            send_code(actor=Actor.resident(district), phone=phone, purpose=services.APPLY, address=address_of(request))
            code_form = CodeForm()
        except KepuError as error:
            code_form = None if "phone" in error.fields else code_form
            (code_form or phone_form).add_service_error(error)
    wrong = bool(phone_form.errors or (code_form and code_form.errors))
    context = {"district": district, "phone_form": phone_form, "code_form": code_form, "phone": asked.get("phone", ""), "team_pk": team_pk}
    return render(request, "volunteers/apply_phone.html", context, status=422 if wrong else 200)


def _send(request: HttpRequest, district: Area, team_pk: int) -> HttpResponse:
    """Hand the application in; without a proof that still holds, the number is to be proven again."""
    phone, proof = request.POST.get("phone", ""), request.POST["proof"]
    form = ApplicationForm(request.POST, district=district)
    if form.is_valid():
        try:
            made = services.apply_as_volunteer(actor=Actor.resident(district), phone=phone, proof=proof, **form.cleaned_data)
        except KepuError as error:
            if "code" in error.fields or "phone" in error.fields:
                messages.error(request, _("手机号的验证已过期，请重新验证。"))
                return redirect("volunteers:apply", code=district.code)
            form.add_service_error(error)
        else:
            messages.success(request, _("报名已提交，审核结果会用短信告诉您。"))
            remember(request, [made])
            return redirect("volunteers:me", code=district.code)
    return _form_page(request, district, form, phone, proof)


def _form_page(request: HttpRequest, district: Area, form: ApplicationForm, phone: str, proof: str) -> HttpResponse:
    context = {"district": district, "form": form, "phone": phone, "proof": proof}
    return render(request, "volunteers/apply.html", context, status=422 if form.errors else 200)
