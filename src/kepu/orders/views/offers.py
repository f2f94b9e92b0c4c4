"""The menu as its makers see it, ratings, and the office's settings."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.orders import services
from kepu.orders.forms.offers import OfferForm, SettingsForm
from kepu.orders.models import Rating, ServiceOffer
from kepu.orders.queries.menu import offers_of
from kepu.orders.queries.ratings import by_team, visible_ratings
from kepu.orders.queries.settings import limits_of, measure_of, settings_of
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, KepuError

FIELDS = ("title", "description", "audiences", "minutes", "group_min", "group_max", "needs", "months", "is_published")


@require_GET
@page("orders.view_offers")
def offers(request: HttpRequest) -> HttpResponse:
    """The offers of the own unit or team; all of them for the office and who only reads."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    listed = Paginator(offers_of(actor), 30).get_page(request.GET.get("page"))
    return render(request, "orders/offers.html", {"page_obj": listed, "may_change": allowed(actor, "orders.change_offer")})


@page("orders.change_offer")
def offer_new(request: HttpRequest) -> HttpResponse:
    """A new offer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = OfferForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.create_offer(actor=actor, **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("orders:offers")
    return render(request, "orders/offer_form.html", {"form": form, "offer": None}, status=422 if form.errors else 200)


@page("orders.change_offer")
def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change, publish or withdraw an offer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    offer = fetch(actor, ServiceOffer.objects.select_related("unit", "topic"), "orders.change_offer", pk=pk)
    values = {name: getattr(offer, name) for name in FIELDS} | {"unit": offer.unit_id, "team": offer.team_id, "topic": offer.topic_id}
    form = OfferForm(request.POST or None, actor=actor, initial=values | {"areas": offer.areas.all()})
    if request.method == "POST" and form.is_valid():
        form.cleaned_data.pop("unit")
        try:
            services.update_offer(actor=actor, offer=offer, version=_version(request), **form.cleaned_data)
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("orders:offers")
    return render(request, "orders/offer_form.html", {"form": form, "offer": offer}, status=422 if form.errors else 200)


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Conflict(_("请刷新页面后再试。"))
    return int(version)


@require_GET
@page("orders.view_ratings")
def ratings(request: HttpRequest) -> HttpResponse:
    """What people thought: by team what to improve, and each rating; the office decides on words and follows up."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = request.GET.get("show", "")
    found = visible_ratings(actor)
    tabs = {"": _("全部"), "words": _("待审核"), "open": _("待回访")}
    filters: dict[str, dict[str, str]] = {"words": {"moderation": Rating.Moderation.WAITING}, "open": {"follow_up": Rating.FollowUp.OPEN}}
    listed = Paginator(found.filter(**filters.get(shown, {})), 20).get_page(request.GET.get("page"))
    context = {
        "page_obj": listed, "teams": by_team(actor), "may_moderate": allowed(actor, "orders.moderate"),
        "tabs": [
            {"label": label, "url": f"?show={name}", "current": name == shown, "count": found.filter(**filters.get(name, {})).count()}
            for name, label in tabs.items()
        ],
    }  # fmt: skip
    return render(request, "orders/ratings.html", context)


@require_POST
@page("orders.moderate")
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Show or hide the words, or close the follow-up."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, Rating, "orders.moderate", district_path="order__district", pk=pk)
    try:
        if request.POST.get("action") in ("show", "hide"):
            services.moderate_rating(actor=actor, rating=found, show=request.POST["action"] == "show")
        else:
            services.close_follow_up(actor=actor, rating=found, note=request.POST.get("note", ""))
        messages.success(request, _("已保存。"))
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect("orders:ratings")


@page("orders.change_settings")
def settings(request: HttpRequest) -> HttpResponse:
    """What the office sets."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = settings_of(actor.district)
    names = ("accepts_orders", "is_open", "reach_km", "separation_days", "close_unrated_days", "close_rated_days")
    initial = {name: getattr(now, name) for name in names} | {"measure": now.measure_id}
    hours = {f"hours_{state}": limit.hours for state, limit in limits_of(now).items()}
    form = SettingsForm(request.POST or None, actor=actor, initial=initial | hours)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_order_settings(actor=actor, **form.values())
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("orders:settings")
    return render(request, "orders/settings.html", {"form": form, "measure": measure_of(actor.district)}, status=422 if form.errors else 200)
