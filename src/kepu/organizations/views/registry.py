"""Pages of the registry: home, identity, units, people, audit log."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations import queries, start
from kepu.organizations.access import allowed, page
from kepu.organizations.errors import InvalidInput, NotFound
from kepu.organizations.forms import UnitForm
from kepu.organizations.middleware import SESSION_KEY
from kepu.organizations.services import create_unit

PAGE_SIZE = 50


@require_GET
@page("organizations.view_home")
def home(request: HttpRequest) -> HttpResponse:
    """The first page after sign-in: the start page of the role, shown under this address, or the list of what the person may do."""
    name = start.page_of(request.actor)  # type: ignore[attr-defined]
    if name is None:
        return render(request, "organizations/home.html")
    view, args, kwargs = resolve(reverse(name))
    return view(request, *args, **kwargs)


@require_POST
@page("organizations.switch_identity")
def switch_identity(request: HttpRequest) -> HttpResponse:
    """Change the hat for the rest of the session."""
    chosen = request.POST.get("membership", "")
    hat = next((hat for hat in queries.memberships_of(request.user) if str(hat.pk) == chosen), None)  # type: ignore[arg-type]
    if hat is None:
        raise NotFound()
    request.session[SESSION_KEY] = hat.pk
    return redirect("organizations:home")


@page("organizations.view_units")
def units(request: HttpRequest) -> HttpResponse:
    """The register of units; those who may change it add one below the list."""
    actor = request.actor  # type: ignore[attr-defined]
    may_change = allowed(actor, "organizations.change_units")
    form = UnitForm(request.POST or None) if may_change else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            create_unit(actor=actor, **form.cleaned())
        except InvalidInput as error:
            form.add_service_error(error)
        else:
            return redirect("organizations:units")
    search = request.GET.get("q", "").strip()
    listed = Paginator(queries.units(actor, search), PAGE_SIZE).get_page(request.GET.get("page"))
    status = 422 if form is not None and form.errors else 200
    return render(request, "organizations/units.html", {"page_obj": listed, "search": search, "form": form}, status=status)


@require_GET
@page("organizations.view_people")
def people(request: HttpRequest) -> HttpResponse:
    """Who has which role; phone numbers are masked."""
    search = request.GET.get("q", "").strip()
    listed = Paginator(queries.people(request.actor, search), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    return render(request, "organizations/people.html", {"page_obj": listed, "search": search})


@require_GET
@page("organizations.view_audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what."""
    search = request.GET.get("q", "").strip()
    listed = Paginator(queries.audit_log(request.actor, search), PAGE_SIZE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    return render(request, "organizations/audit.html", {"page_obj": listed, "search": search})
