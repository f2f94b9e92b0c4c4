"""The page of one unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError
from kepu.organizations.models import Unit
from kepu.organizations.register_forms import UnitEditForm
from kepu.organizations.services import update_unit


@page("organizations.change_units")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change names, type, groups and place of a unit, or close it; its people stand below."""
    actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, Unit, "organizations.change_units", pk=pk)
    form = UnitEditForm(request.POST or None, actor=actor, initial=UnitEditForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            update_unit(actor=actor, unit=found, **form.cleaned())
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存“%s”。") % form.cleaned_data["name"])
            return redirect("organizations:unit", pk=pk)
    people = found.memberships.select_related("user").order_by("-is_active", "role", "id")[:200]
    return render(request, "organizations/unit.html", {"unit": found, "form": form, "people": people}, status=422 if form.errors else 200)
