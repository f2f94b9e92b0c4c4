"""The desks of community, department, team and office, and one order with what can be done about it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.orders import services
from kepu.orders.forms.ordering import PhoneOrderForm
from kepu.orders.models import Order, OrderVisit
from kepu.orders.order_states import CONTESTED, VERBS
from kepu.orders.queries import desks
from kepu.orders.queries.orders import in_district
from kepu.organizations.access import fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, KepuError
from kepu.organizations.models import Role
from kepu.organizations.services.base import audit

from .order_page import FULL, order_context
from .order_steps import take_step

PAGE_SIZE = 20
TABS = {"mine": _("待我处理"), "open": _("进行中"), "served": _("已服务"), "trouble": _("需关注"), "ended": _("已结束")}


@require_GET
@page("orders.view_orders")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, and all orders that I may read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    group = request.GET.get("group", "")
    counts = desks.counts(actor)
    if group not in TABS:
        group = "mine" if counts["mine"] or actor.role in desks.TURN else "open"
    search, state = request.GET.get("q", "").strip()[:50], request.GET.get("state", "")
    found = Paginator(desks.listed(actor, group, search, state), PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [{"label": str(label), "url": f"?group={name}", "current": name == group, "count": counts[name]} for name, label in TABS.items()]
    context = {"page_obj": found, "tabs": tabs, "q": search, "state": state, "states": Order.State.choices, "group": group}
    return render(request, "orders/desk.html", context)


@require_GET
@page("orders.view_order")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: what is wished, how it stands, how it came here; who may act does it here."""
    return render(request, "orders/order.html", order_context(request.actor, fetch(request.actor, FULL, "orders.view_order", pk=pk)))  # type: ignore[attr-defined]


@require_POST
@page("orders.move_order")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step by a form of the page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verb = request.POST.get("verb", "")
    # Of several who may want it the slower have lost sight of the order; the service tells them who was faster.
    shown = in_district(actor, pk) if verb in CONTESTED else fetch(actor, FULL, "orders.view_order", pk=pk)
    try:
        take_step(actor, shown, verb, request.POST)
    except KepuError as error:
        text = "；".join(error.fields.values()) or error.message
        if not desks.visible_orders(actor).filter(pk=pk).exists():
            if not isinstance(error, Conflict):
                raise
            messages.warning(request, text)
            return redirect("orders:desk")
        context = order_context(actor, fetch(actor, FULL, "orders.view_order", pk=pk))
        return render(request, "orders/order.html", context | {"error": text, "typed": request.POST, "verb": verb}, status=error.status)
    messages.success(request, _("“%(title)s”：%(verb)s成功。") % {"title": shown.title, "verb": VERBS.get(verb, _("修改"))})
    return redirect("orders:order", pk=pk) if desks.visible_orders(actor).filter(pk=pk).exists() else redirect("orders:desk")


@require_POST
@page("orders.reveal_contact")
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call; written down."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = fetch(actor, FULL, "orders.reveal_contact", pk=pk)
    audit(actor, "orders.reveal_contact", shown, shown.number)
    return render(request, "orders/order.html", order_context(actor, shown) | {"revealed": True})


@page("orders.order_by_phone")
def by_phone(request: HttpRequest) -> HttpResponse:
    """Order for somebody who telephoned."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    area = actor.unit.area if actor.role == Role.COMMUNITY and actor.unit else None
    form = PhoneOrderForm(request.POST or None, district=actor.district, area=area)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.place_by_phone(actor=actor, wish=services.Wish(**form.cleaned_data), idempotency_key=request.POST.get("key", "")[:60])
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("已登记服务单 %s。") % made.number)
            return redirect("orders:order", pk=made.pk)
    return render(
        request, "orders/by_phone.html", {"form": form, "key": request.POST.get("key") or uuid.uuid4().hex}, status=422 if form.errors else 200
    )


@require_GET
@page("orders.view_order")
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """The order behind a line of the ledger."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = fetch(actor, OrderVisit, "orders.view_orders", district_path="order__district", pk=pk)
    return render(request, "orders/order.html", order_context(actor, fetch(actor, FULL, "orders.view_order", pk=found.order_id)))
