"""A volunteer on his telephone: signing in by a code, and who is signed in.

The session keeps the keyed hash of the proven number, so that a number which the office changes signs nobody in any more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kepu.notifications.services import send_code, verify_code
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.organizations.models import Area
from kepu.organizations.views.public import address_of, district_of
from kepu.organizations.views.writes import number
from kepu.volunteers import services
from kepu.volunteers.actors import VolunteerActor
from kepu.volunteers.forms.people import CodeForm, PhoneForm
from kepu.volunteers.models import Volunteer

SESSION_KEY = "volunteer"
View = Callable[..., HttpResponseBase]


def of_session(request: HttpRequest, district: Area) -> list[Volunteer]:
    """The volunteers of the number that signed in, the chosen one first."""
    kept = request.session.get(SESSION_KEY) or {}
    if kept.get("district") != district.pk or not kept.get("phone_key"):
        return []
    found = Volunteer.objects.filter(district=district, phone_key=kept["phone_key"], erased_at=None).select_related("district", "area")
    return sorted(found, key=lambda volunteer: (volunteer.pk != kept.get("pk"), volunteer.pk))


def volunteer_page(view: View) -> View:
    """A page of the signed-in volunteer: `view(request, actor, volunteer, …)`; anybody else is shown the sign-in in its place."""

    @wraps(view)
    def wrapper(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        district = district_of(code)
        found = of_session(request, district)
        if not found:
            return _sign_in_page(request, district, request.get_full_path() if request.method == "GET" else "")
        request.family = found  # type: ignore[attr-defined]
        return view(request, VolunteerActor.of_volunteer(found[0]), found[0], *args, **kwargs)

    return never_cache(public_page(wrapper))


def _sign_in_page(request: HttpRequest, district: Area, target: str, **more: Any) -> HttpResponse:
    context = {"district": district, "next": target, "phone_form": PhoneForm(), **more}
    return render(request, "volunteers/sign_in.html", context, status=422 if more.get("wrong") else 200)


@never_cache
@public_page
def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the number, then for the code that it was sent."""
    district, target = district_of(code), _safe_target(request, code)
    actor, asked = Actor.resident(district), request.POST
    if request.method != "POST":
        return _sign_in_page(request, district, target)
    form = PhoneForm(asked)
    if not form.is_valid():
        return _sign_in_page(request, district, target, phone_form=form, wrong=True)
    phone = form.cleaned_data["phone"]
    code_form = CodeForm(asked) if "code" in asked else CodeForm()
    try:
        if "code" not in asked:
            send_code(actor=actor, phone=phone, purpose=services.SIGN_IN, address=address_of(request))
        elif code_form.is_valid():
            proof = verify_code(actor=actor, phone=phone, purpose=services.SIGN_IN, code=code_form.cleaned_data["code"])
            remember(request, services.sign_in_by_phone(actor=actor, phone=phone, proof=proof))
            return redirect(target or reverse("volunteers:me", args=[code]))
    except KepuError as error:
        about_code = "code" in asked and "phone" not in error.fields
        (code_form if about_code else form).add_service_error(error)
        return _sign_in_page(request, district, target, phone_form=form, code_form=code_form if about_code else None, phone=phone, wrong=True)
    return _sign_in_page(request, district, target, phone_form=form, code_form=code_form, phone=phone, wrong=bool(code_form.errors))


def _safe_target(request: HttpRequest, code: str) -> str:
    """Where to go after signing in: a volunteer's own page or a check-in, nothing outside."""
    target = request.POST.get("next", request.GET.get("next", ""))
    return target if target.startswith((f"/volunteers/me/{code}/", "/volunteers/scan/")) else ""


def remember(request: HttpRequest, found: list[Volunteer]) -> None:
    """Sign in; the session gets a new name, so that one from before is worth nothing."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = {"district": found[0].district_id, "phone_key": found[0].phone_key, "pk": found[0].pk}


@require_POST
@public_page
def sign_out(request: HttpRequest, code: str) -> HttpResponse:
    """Forget the volunteer on this telephone, or choose another of the same number."""
    kept = request.session.get(SESSION_KEY)
    chosen = number(request.POST.get("pk"))
    if kept and chosen:
        request.session[SESSION_KEY] = {**kept, "pk": chosen}
        return redirect("volunteers:me", code=code)
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("已退出。"))
    return redirect("volunteers:join", code=code)
