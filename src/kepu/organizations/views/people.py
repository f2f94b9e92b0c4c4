"""Pages of one person, and of the links by which people set their passwords."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from segno import make_qr

from kepu.organizations import queries
from kepu.organizations.access import fetch, page, public_page
from kepu.organizations.errors import Conflict, KepuError, NotFound
from kepu.organizations.models import Membership, User
from kepu.organizations.register_forms import NewPersonForm, PersonForm, RoleForm
from kepu.organizations.services import add_membership, end_membership, enter_person, invite, reset_password, update_person
from kepu.organizations.services.invitations import tokens, without_password

PER_SHEET = 24


def _person(request: HttpRequest, pk: int) -> User:
    own = Membership.objects.filter(unit__district=request.actor.district)  # type: ignore[attr-defined]
    found = User.objects.filter(pk=pk, pk__in=own.values("user_id")).first()
    if found is None:
        raise NotFound()
    return found


@page("organizations.change_people")
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter one person with his first role."""
    actor = request.actor  # type: ignore[attr-defined]
    form = NewPersonForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            user = enter_person(actor=actor, **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已录入。请给本人一个设密码链接。"))
            return redirect("organizations:person", pk=user.pk)
    return render(request, "organizations/person_new.html", {"form": form}, status=422 if form.errors else 200)


@page("organizations.change_people")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's account and roles."""
    actor, found = request.actor, _person(request, pk)  # type: ignore[attr-defined]
    adding = request.POST.get("form") == "role"
    form = PersonForm(None if adding else request.POST or None, initial=PersonForm.initial_of(found))
    role_form = RoleForm(request.POST if adding else None, actor=actor)
    chosen = role_form if adding else form
    if request.method == "POST" and chosen.is_valid():
        try:
            if adding:
                add_membership(actor=actor, user=found, **role_form.cleaned_data)
            else:
                update_person(actor=actor, user=found, **form.cleaned_data)
        except KepuError as error:
            chosen.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("organizations:person", pk=pk)
    context: dict[str, Any] = {"person": found, "form": form, "role_form": role_form, "roles": queries.people(actor).filter(user=found)}
    return render(request, "organizations/person.html", context, status=422 if chosen.errors else 200)


@require_POST
@page("organizations.change_people")
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    hat = fetch(request.actor, Membership, "organizations.change_people", district_path="unit__district", pk=pk)  # type: ignore[attr-defined]
    try:
        end_membership(actor=request.actor, membership=hat)  # type: ignore[attr-defined]
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("organizations:person", pk=hat.user_id)


@never_cache
@page("organizations.change_people")
def invitations(request: HttpRequest) -> HttpResponse:
    """Who has no password yet; on POST the sheets with their links, to be printed and cut."""
    actor = request.actor  # type: ignore[attr-defined]
    listed = Paginator(without_password(actor), PER_SHEET).get_page(request.GET.get("page"))
    if request.method != "POST" or not listed.object_list:
        return render(request, "organizations/invitations.html", {"page_obj": listed})
    return _sheets(request, list(listed))


@never_cache
@require_POST
@page("organizations.change_people")
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the password away where there is one, and show the sheet with the new link."""
    found = _person(request, pk)
    try:
        if found.has_usable_password():
            reset_password(actor=request.actor, user=found)  # type: ignore[attr-defined]
        return _sheets(request, [User.objects.get(pk=pk)])
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("organizations:person", pk=pk)


def _sheets(request: HttpRequest, users: list[User]) -> HttpResponse:
    links = invite(actor=request.actor, users=users)  # type: ignore[attr-defined]
    sheets = []
    for user in users:
        link = request.build_absolute_uri(links[user.pk])
        code = make_qr(link, error="m").svg_inline(scale=3, omitsize=True, svgclass="qr", lineclass=None)
        sheets.append({"user": user, "link": link, "code": code})
    return render(request, "organizations/invitation_sheets.html", {"sheets": sheets})


@method_decorator(never_cache, name="dispatch")
class SetPassword(PasswordResetConfirmView):
    """A person sets his password by the link; the link works once."""

    template_name = "organizations/set_password.html"
    success_url = reverse_lazy("account_login")
    token_generator = tokens

    def form_valid(self, form: Any) -> Any:
        messages.success(self.request, _("密码已设置，请登录。"))
        return super().form_valid(form)


set_password = public_page(SetPassword.as_view())
