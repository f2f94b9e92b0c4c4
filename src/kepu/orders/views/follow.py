"""An order as who placed it follows it: by the link, without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from kepu.orders import services
from kepu.orders.models import Order, Rating
from kepu.orders.models.orders import OPEN
from kepu.orders.order_states import VERBS
from kepu.orders.queries import following
from kepu.orders.tokens import token_of
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError

State = Order.State
STEPS = (State.ORDERED, State.DISPATCHED, State.CLAIMED, State.SCHEDULED, State.DONE, State.CLOSED)
STEP_LABELS = (_("点单"), _("派单"), _("领单"), _("接单安排"), _("服务"), _("评价"))
REACHED: dict[str, int] = {
    State.ORDERED: 0, State.DISPATCHED: 1, State.CLAIMED: 2, State.ACCEPTED: 3, State.SCHEDULED: 3, State.CHECKED_IN: 4, State.DONE: 5,
    State.RATED: 6, State.CLOSED: 6, State.DISPUTED: 5, State.NO_SHOW: 3,
}  # fmt: skip
# Steps that are shown to residents; who took them inside the house is not their business.
SHOWN = ("order", "dispatch", "return", "claim", "accept", "schedule", "assign", "check_in", "finish", "rate", "cancel", "expire", "no_show",
         "redispatch", "dispute", "settle", "uphold", "merge", "split", "close")  # fmt: skip


@public_page
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """How the order stands; cancel, rate, dispute, say that nobody came."""
    order = following(token)
    error, typed = "", {}
    if request.method == "POST":
        try:
            messages.success(request, _act(request, Actor.resident(order.district), token))
            return redirect("orders:follow", token=token)
        except KepuError as refused:
            error, typed = "；".join(refused.fields.values()) or refused.message, request.POST.dict()
            order = following(token)
    answer = render(request, "orders/follow.html", _context(order, token) | {"error": error, "typed": typed}, status=422 if error else 200)
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _act(request: HttpRequest, actor: Actor, token: str) -> str:
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    if action == "cancel":
        services.cancel_by_link(actor=actor, token=token, reason=reason)
        return _("已取消。")
    if action == "no_show":
        services.no_show_by_link(actor=actor, token=token, reason=reason or _("没有人来"))
        return _("已记录，社区会联系您重新安排。")
    if action == "dispute":
        services.dispute_order(actor=actor, token=token, reason=reason)
        return _("已提交，纲要办会核实后答复。")
    stars = request.POST.get("stars", "")
    services.rate_order(
        actor=actor, token=token, stars=int(stars) if stars.isdecimal() else 0, tags=request.POST.getlist("tags"), words=request.POST.get("words", "")
    )
    return _("感谢您的评价。")


def _context(order: Order, token: str) -> dict[str, Any]:
    events = [event for event in order.events.all() if event.verb in SHOWN and event.from_state != event.to_state]
    history = [
        {"when": event.at, "title": VERBS.get(event.verb, event.verb), "text": event.reason if event.verb in ("return", "settle", "uphold") else ""}
        for event in reversed(events)
    ]
    return {
        "order": order, "token": token, "history": history, "labels": [str(label) for label in STEP_LABELS], "position": REACHED.get(order.state, 0),
        "stopped": order.state not in REACHED, "windows": order.windows.all(), "may_cancel": order.state in OPEN,
        "may_rate": order.state == State.DONE, "may_dispute": order.state in (State.DONE, State.RATED), "tags": Rating.Tag.choices,
        "may_miss": order.state == State.SCHEDULED and order.starts_at is not None, "rating": order.ratings.filter(visit=order.visits).first(),
        "parts": [(part, token_of(part)) for part in order.parts.all()] if order.state == State.SPLIT else [],
        "visit": order.merged_into if order.merged_into_id else order,
    }  # fmt: skip
